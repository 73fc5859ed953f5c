package io.sockspan.control;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The group of all threads of the agent and of its libraries, by which the recorder knows them. What such a thread dies of is told here
 * and not to the application's own handler, which might end the JVM for it.
 */
final class AgentThreads extends ThreadGroup {
    private final Console console;
    private final AtomicBoolean told = new AtomicBoolean();

    AgentThreads(Console console) {
        super(root(), "sockspan");
        this.console = console;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        // A library may start its thread again and again.
        if (told.compareAndSet(false, true)) {
            console.problem("the agent's thread \"" + thread.getName()
                    + "\" has ended; the application is not affected: " + failure);
        }
    }

    /** The application may end its own thread groups; the root's children stay. */
    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
