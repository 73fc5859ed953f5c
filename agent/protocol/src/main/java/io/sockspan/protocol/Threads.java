package io.sockspan.protocol;

/** Where the agent's threads belong. */
public final class Threads {
    private Threads() {}

    /** The group above all others. The application may end its own thread groups; the root's children stay. */
    public static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
