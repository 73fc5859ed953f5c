package io.sockspan.cli;

import java.io.Closeable;

/** Asks the agent in one JVM, from this process or from one that has become the JVM's user. For one thread. */
interface AgentConnection extends Closeable {
    /**
     * @param command empty for none
     * @param options the agent's options if it is to be started; null if it is not
     * @throws Failure with the reason, if there is no answer
     */
    Answer ask(String command, String options);

    @Override
    void close();

    /** An answer of the agent. Immutable. */
    final class Answer {
        /** Whether this question started the agent. */
        final boolean started;

        final String text;

        Answer(boolean started, String text) {
            this.started = started;
            this.text = text;
        }
    }
}
