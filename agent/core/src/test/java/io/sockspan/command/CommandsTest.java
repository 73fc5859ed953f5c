package io.sockspan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final Requests requests = new Requests(() -> {});
    private final Commands commands = new Commands(
            null,
            requests,
            () -> {
                asked.incrementAndGet();
                throw new IllegalStateException("no reports here");
            },
            () -> {},
            null,
            null,
            null,
            () -> {
                throw new OutOfMemoryError("Java heap space");
            });

    /** Those who give up and ask again must not make the agent's thread work for each of their questions. */
    @Test
    void aQuestionThatNobodyWaitsForCostsNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> commands.run("report json")).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();

        requests.runAll();

        assertThat(asked).hasValue(0);
    }

    @Test
    void anAnswerForWhichTheMemoryDoesNotSufficeIsAReason() {
        assertThatThrownBy(() -> commands.run("detach"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the agent could not answer: java.lang.OutOfMemoryError: Java heap space");
    }
}
