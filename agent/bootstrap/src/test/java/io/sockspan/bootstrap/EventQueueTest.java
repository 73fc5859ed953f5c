package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {
    private static final long NOW = -7;

    @Test
    void givesEventsBackInTheirOrder() {
        EventQueue queue = new EventQueue(8);
        SocketEvent first = event(1);
        SocketEvent second = event(2);

        assertThat(queue.offer(first)).isTrue();
        assertThat(queue.offer(second)).isTrue();

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll(NOW)).isSameAs(first);
        assertThat(queue.poll(NOW)).isSameAs(second);
        assertThat(queue.poll(NOW)).isNull();
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 8, 1000, 1024})
    void refusesWhenFullAndNotBefore(int capacity) {
        EventQueue queue = new EventQueue(capacity);
        int accepted = 0;
        while (queue.offer(event(accepted))) {
            accepted++;
        }

        assertThat(accepted).isBetween(capacity, Math.max(4, 2 * capacity - 1));
        assertThat(Integer.bitCount(accepted)).isEqualTo(1);
        assertThat(queue.poll(NOW).at).isZero();
        assertThat(queue.offer(event(accepted))).as("one place is free again").isTrue();
        assertThat(queue.offer(event(-1))).isFalse();
    }

    @Test
    void keepsTheOrderOverTheEndOfItsPlaces() {
        EventQueue queue = new EventQueue(4);
        long polled = 0;
        for (long offered = 0; offered < 100; offered++) {
            assertThat(queue.offer(event(offered))).isTrue();
            if (offered % 3 != 0 || queue.size() == 4) {
                assertThat(queue.poll(NOW).at).isEqualTo(polled++);
            }
        }
        while (queue.size() > 0) {
            assertThat(queue.poll(NOW).at).isEqualTo(polled++);
        }
        assertThat(polled).isEqualTo(100);
    }

    @Test
    void losesNothingOfManyProducersAndKeepsTheOrderOfEach() throws InterruptedException {
        int producers = 4;
        int each = 20_000;
        EventQueue queue = new EventQueue(256);
        AtomicLong refused = new AtomicLong();
        CountDownLatch done = new CountDownLatch(producers);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            if (!queue.offer(event(producer, i))) {
                                refused.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }

        long[] last = {-1, -1, -1, -1};
        long taken = 0;
        while (done.getCount() > 0 || queue.size() > 0) {
            SocketEvent event = queue.poll(System.nanoTime());
            if (event != null) {
                assertThat(event.at).isGreaterThan(last[event.number]);
                last[event.number] = event.at;
                taken++;
            } else {
                Thread.onSpinWait();
            }
        }

        assertThat(taken + refused.get()).isEqualTo((long) producers * each);
        assertThat(taken).isPositive();
    }

    @Test
    void wakesItsConsumerWhenAQuarterHasPiledUp() throws InterruptedException {
        EventQueue queue = new EventQueue(16);
        queue.offer(event(0));
        Thread consumer = new Thread(() -> {
            while (queue.size() <= 4) {
                // Only a wake-up ends this: no time is given.
                LockSupport.park(queue);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        queue.setConsumer(consumer, false);
        await().atMost(ONE_MINUTE).until(() -> LockSupport.getBlocker(consumer) == queue);

        for (int i = 1; i <= 4; i++) {
            queue.offer(event(i));
        }

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void wakesAConsumerThatRestsWithTheNextEvent() throws InterruptedException {
        EventQueue queue = new EventQueue(1024);
        queue.offer(event(0));
        Thread consumer = new Thread(() -> {
            while (queue.size() <= 1) {
                LockSupport.park(queue);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        queue.setConsumer(consumer, true);
        await().atMost(ONE_MINUTE).until(() -> LockSupport.getBlocker(consumer) == queue);

        queue.offer(event(1));

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void wakesAConsumerThatRestsForWhatWaitsElsewhere() throws InterruptedException {
        EventQueue queue = new EventQueue(1024);
        AtomicBoolean waitsElsewhere = new AtomicBoolean();
        Thread consumer = new Thread(() -> {
            while (!waitsElsewhere.get()) {
                LockSupport.park(queue);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        queue.setConsumer(consumer, true);
        await().atMost(ONE_MINUTE).until(() -> LockSupport.getBlocker(consumer) == queue);

        waitsElsewhere.set(true);
        queue.wakeResting();

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void saysWhenAQuarterIsTaken() {
        EventQueue queue = new EventQueue(16);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.isFilling()).isFalse();
            queue.offer(event(i));
        }
        assertThat(queue.offer(event(4)) && queue.isFilling()).isTrue();

        queue.poll(NOW);
        queue.poll(NOW);

        assertThat(queue.isFilling()).isFalse();
    }

    /** What a producer leaves whose stack overflows between its two steps. */
    @Test
    void doesNotStandStillForAProducerThatNeverFillsItsPlace() {
        EventQueue queue = new EventQueue(8);
        queue.offer(null);
        queue.offer(event(2));

        assertThat(queue.poll(0)).as("it may yet come").isNull();
        assertThat(queue.poll(TimeUnit.SECONDS.toNanos(9))).isNull();
        assertThat(queue.poll(TimeUnit.SECONDS.toNanos(11)))
                .extracting(e -> e.at)
                .isEqualTo(2L);
        assertThat(queue.size()).isZero();

        List<Boolean> offers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            offers.add(queue.offer(event(i)));
        }
        assertThat(offers).as("all its places can be used again").startsWith(true, true, true, true, true, true, true);
        assertThat(offers).endsWith(true, false);
    }

    private static SocketEvent event(long at) {
        return new SocketEvent(null, EventKind.INPUT_SHUTDOWN, at, 0, null);
    }

    private static SocketEvent event(int producer, long at) {
        return new SocketEvent(null, EventKind.INPUT_SHUTDOWN, at, producer, null);
    }
}
