package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void goesOnWithoutAnAnswer() {
        Patience patience = new Patience();
        CountDownLatch never = new CountDownLatch(1);
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(patience.<String>ask(() -> {
                        never.await();
                        return "never";
                    }))
                    .isNull();
        }
        // 2 s and half of that each time are 4 s; 20 ms each for the rest.
        assertThat(System.nanoTime() - began).isLessThan(30_000_000_000L);
        never.countDown();
    }

    @Test
    void takesAnErrorForNoAnswerAndPassesOnAReason() {
        Patience patience = new Patience();
        assertThat(patience.ask(() -> "answer")).isEqualTo("answer");
        assertThat(patience.<String>ask(() -> {
                    throw new IllegalStateException();
                }))
                .isNull();
        assertThatThrownBy(() -> patience.ask(() -> {
                    throw new Failure("reason");
                }))
                .isInstanceOf(Failure.class)
                .hasMessage("reason");
    }
}
