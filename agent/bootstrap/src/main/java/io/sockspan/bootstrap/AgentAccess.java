package io.sockspan.bootstrap;

/**
 * What the agent may do with the classes of this package, and code of the application may not. The agent's core takes the one instance
 * out of a private field when it starts, and hands on what each of its parts needs.
 *
 * <p>The application's classes can name the public classes here, since the bootstrap loader defines them. They can make no instance of
 * those that control the recording, and no public member hands one out. From Java 9 on the classes are in a module that exports nothing to
 * the application, so it can neither call nor reflect on them. On Java 8 it can call the hooks, which spoils
 * the report and nothing else, and nothing bars reflection with {@code setAccessible}.
 */
public final class AgentAccess {
    /** Read by the agent's core, by reflection. */
    private static final AgentAccess INSTANCE = new AgentAccess();

    private final KernelAccess kernel = new KernelAccess();

    private AgentAccess() {}

    /**
     * A recording that has not begun.
     *
     * @param ownThreads the thread group of the agent, whose sockets are not recorded
     * @param queueSize how many events may wait for the agent's thread
     * @param stacksPerSecond how many stacks are taken a second before only a share is
     * @param closeObservationsPerSecond for how many closes a second the kernel is asked at their entry before it is asked for a share only
     */
    public Recording recording(ThreadGroup ownThreads, int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        return new Recording(ownThreads, queueSize, stacksPerSecond, closeObservationsPerSecond);
    }

    /** Asks the kernel about descriptors. */
    public KernelAccess kernel() {
        return kernel;
    }
}
