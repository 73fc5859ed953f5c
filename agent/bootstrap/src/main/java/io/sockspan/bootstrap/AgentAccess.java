package io.sockspan.bootstrap;

/**
 * Gives the agent access to the recording and to the kernel, and denies it to the application. The agent's core reads the one instance from
 * a private field when it starts, and passes to each of its parts what that part needs.
 *
 * <p>The application's classes can name the public classes here, since the bootstrap loader defines them. They cannot instantiate those
 * that control the recording, and no public member returns an instance. Since Java 9 the classes are in a module that exports nothing to
 * the application, so it can neither call nor reflect on them. On Java 8 the application can call the hooks, which only falsifies the
 * report, and it can use reflection with {@code setAccessible}.
 */
public final class AgentAccess {
    /** The agent's core reads this field by reflection. */
    private static final AgentAccess INSTANCE = new AgentAccess();

    private final KernelAccess kernel = new KernelAccess();

    private AgentAccess() {}

    /**
     * Creates a recording, which {@link Recording#start} begins.
     *
     * @param ownThreads the agent's thread group, whose sockets are not recorded
     * @param queueSize the capacity of the event queue
     * @param stacksPerSecond the number of stacks taken in a second; above it only a share is taken
     * @param closeObservationsPerSecond the number of closes in a second whose entry reads the kernel's state; above it only a share does
     */
    public Recording recording(
            ThreadGroup ownThreads, int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        return new Recording(ownThreads, queueSize, stacksPerSecond, closeObservationsPerSecond);
    }

    /** Reads the kernel's state of descriptors. */
    public KernelAccess kernel() {
        return kernel;
    }

    /** Publishes whether the agent runs, for those who look at this JVM from outside. */
    public void publishRunning(boolean isRunning) {
        PresenceCounter.publish(isRunning);
    }
}
