package io.sockspan.cli;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of this command with the agent in one JVM: one or more questions, each with its answer. For one thread. */
final class AgentSession implements Closeable {
    /** The agent ends the session after a longer silence. */
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
     * @throws Failure if this command cannot attach to that JVM
     */
    static AgentSession open(Jvm target, Build build, boolean more) {
        if (target.obstacle != null) {
            throw new Failure("cannot attach to JVM " + target + ": " + target.obstacle);
        }
        return new AgentSession(
                target.asItsUser ? new UserConnection(target, build, more) : new OwnConnection(target, build, more));
    }

    /**
     * Asks the agent. The first question starts the agent if it is not running; see {@link #isStarted()}.
     *
     * @param options the agent's options if it is to be started; null if it is not
     * @return the answer's text
     * @throws Failure with the reason if there is no answer
     */
    String ask(String command, String options) {
        AgentConnection.Answer answer = connection.ask(command, options);
        started |= answer.started;
        return answer.text;
    }

    /** Waits, and keeps the session open meanwhile. */
    void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, SIGN_OF_LIFE));
            if (end - System.nanoTime() > 0) {
                ask("", null);
            }
        }
    }

    /** Whether this session started the agent. */
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
