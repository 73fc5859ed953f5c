package io.sockspan.cli;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of this command with the agent in one JVM: a question or several, each with an answer. For one thread. */
final class AgentSession implements Closeable {
    /** The agent takes a longer silence for the end. */
    private static final long SIGN_OF_LIFE = TimeUnit.SECONDS.toNanos(2);

    private final AgentConnection connection;
    private final Thread cleanup;
    private boolean started;

    private AgentSession(AgentConnection connection) {
        this.connection = connection;
        this.cleanup = new Thread(connection::close, "cleanup");
        // For Ctrl-C.
        Runtime.getRuntime().addShutdownHook(cleanup);
    }

    /**
     * @param more whether more than one question will be asked
     * @throws Failure if it cannot be attached to that JVM
     */
    static AgentSession open(Jvm target, Build build, boolean more) {
        if (target.obstacle != null) {
            throw new Failure("cannot attach to JVM " + target + ": " + target.obstacle);
        }
        return new AgentSession(
                target.asItsUser ? new UserConnection(target, build, more) : new OwnConnection(target, build, more));
    }

    /**
     * Asks the agent. The first time it is started before if it does not run yet; see {@link #isStarted()}.
     *
     * @param options of the agent if it is to be started; null if it is not
     * @return its answer's text
     * @throws Failure with the reason if there is no answer
     */
    String ask(String command, String options) {
        AgentConnection.Answer answer = connection.ask(command, options);
        started |= answer.started;
        return answer.text;
    }

    /** Waits without losing the agent. */
    void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, SIGN_OF_LIFE));
            if (end - System.nanoTime() > 0) {
                ask("", null);
            }
        }
    }

    /** Whether it was this session that started the agent. */
    boolean isStarted() {
        return started;
    }

    @Override
    public void close() {
        connection.close();
        try {
            Runtime.getRuntime().removeShutdownHook(cleanup);
        } catch (IllegalStateException ending) {
            // It runs then.
        }
    }
}
