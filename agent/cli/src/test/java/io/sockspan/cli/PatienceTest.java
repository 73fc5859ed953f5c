package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();
    private final CountDownLatch latch = new CountDownLatch(1);

    @Test
    void goesOnWithoutAnAnswer() {
        long began = System.nanoTime();
        List<Patience.Answer<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(patience.ask(this::afterTheLatch));
        }
        assertThat(answers).allMatch(answer -> answer.get() == null);
        // 2 s and half of that each time are 4 s; 20 ms each for the rest, and 2 s in the end for all together.
        assertThat(System.nanoTime() - began).isLessThan(30_000_000_000L);
        latch.countDown();
    }

    @Test
    void takesAnAnswerThatComesWhileOthersAreAsked() {
        Patience.Answer<String> slow = patience.ask(this::afterTheLatch);
        Patience.Answer<String> other = patience.ask(() -> {
            latch.countDown();
            return "other";
        });
        assertThat(other.get()).isEqualTo("other");
        assertThat(slow.get()).isEqualTo("late");
    }

    @Test
    void takesAnErrorForNoAnswerAndPassesOnAReason() {
        assertThat(patience.ask(() -> "answer").get()).isEqualTo("answer");
        assertThat(patience.ask(() -> {
                            throw new IllegalStateException();
                        })
                        .get())
                .isNull();
        Patience.Answer<Object> refused = patience.ask(() -> {
            throw new Failure("reason");
        });
        assertThatThrownBy(refused::get).isInstanceOf(Failure.class).hasMessage("reason");
    }

    private String afterTheLatch() throws InterruptedException {
        latch.await();
        return "late";
    }
}
