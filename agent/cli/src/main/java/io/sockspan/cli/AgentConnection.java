package io.sockspan.cli;

import java.io.Closeable;

/** A way to ask the agent in one JVM: from this process, or by one that has become the JVM's user. For one thread. */
interface AgentConnection extends Closeable {
    /**
     * @param command empty for none
     * @param options of the agent if it is to be started; null if it is not
     * @throws Failure with the reason if there is no answer
     */
    Answer ask(String command, String options);

    @Override
    void close();

    /** What the agent says. Immutable. */
    final class Answer {
        /** Whether this question has started the agent. */
        final boolean started;

        final String text;

        Answer(boolean started, String text) {
            this.started = started;
            this.text = text;
        }
    }
}
