package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.sockspan.config.Log;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AgentThreadsTest {
    private final AgentThreads threads = new AgentThreads(new Stderr().console(Log.SUSPECTS));
    private final Thread remover = Thread.currentThread();

    /** The first one starts the second when the remover waits for it; the second ends when the remover waits for that one. */
    @Test
    void waitsForWhatAnEndingThreadHasStarted() {
        Thread[] first = new Thread[1];
        Thread second = new Thread(threads, () -> {
            join(first[0]);
            awaitRemover();
        });
        second.setDaemon(true);
        first[0] = new Thread(threads, () -> {
            awaitRemover();
            second.start();
        });
        first[0].start();

        assertThat(threads.end(30_000)).isEmpty();

        assertThat(second.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    /** The first one does not end; the second one ends when the remover waits for the first. */
    @Test
    void namesOnlyWhatHasNotEnded() throws InterruptedException {
        CountDownLatch waited = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        Thread first = new Thread(threads, () -> join(removed), "first");
        Thread second = new Thread(threads, () -> join(waited), "second");
        // Its interrupt ends the remover's patience.
        Thread other = new Thread(() -> {
            awaitRemover();
            waited.countDown();
            join(second);
            remover.interrupt();
        });
        for (Thread each : List.of(first, second, other)) {
            each.setDaemon(true);
            each.start();
        }
        try {
            assertThat(threads.end(30_000)).containsExactly("first");
        } finally {
            // Before the join: it would throw as long as the interrupt of the one that it waits for is pending.
            Thread.interrupted();
            removed.countDown();
            other.join();
        }
    }

    private void awaitRemover() {
        await().atMost(ONE_MINUTE).until(() -> remover.getState() == Thread.State.TIMED_WAITING);
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
