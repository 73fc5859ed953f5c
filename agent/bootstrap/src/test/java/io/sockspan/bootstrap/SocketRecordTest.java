package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SocketRecordTest {
    private final SocketRecord record = Records.record(5);

    @Test
    void raisesAFlagOnce() {
        assertThat(record.is(SocketRecord.CONNECTED)).isFalse();
        assertThat(record.raise(SocketRecord.CONNECTED)).isTrue();
        assertThat(record.raise(SocketRecord.CONNECTED)).isFalse();
        assertThat(record.is(SocketRecord.CONNECTED)).isTrue();
    }

    @Test
    void keepsTheOtherFlags() {
        record.raise(SocketRecord.CONNECTING);
        record.raise(SocketRecord.LINGER_ZERO);

        record.lower(SocketRecord.LINGER_ZERO);

        assertThat(record.is(SocketRecord.CONNECTING)).isTrue();
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isFalse();
        assertThat(record.raise(SocketRecord.LINGER_ZERO)).isTrue();
    }

    @Test
    void answersWhetherAnyOfSeveralIsUp() {
        record.raise(SocketRecord.BROKEN);

        assertThat(record.is(SocketRecord.CLOSING | SocketRecord.BROKEN)).isTrue();
        assertThat(record.is(SocketRecord.CLOSING | SocketRecord.CONNECTED)).isFalse();
    }

    @Test
    void letsOneOfManyThreadsRaiseAFlag() throws InterruptedException {
        AtomicInteger winners = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int own = 1 << 20 + t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    record.raise(own);
                    record.lower(own);
                }
                if (record.raise(SocketRecord.CLOSING)) {
                    winners.incrementAndGet();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(winners).hasValue(1);
        assertThat(record.is(0xf << 20)).as("every thread lowered its own").isFalse();
    }
}
