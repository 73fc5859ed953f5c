package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DescriptorTableTest {
    private final DescriptorTable table = new DescriptorTable();

    @Test
    void findsWhatWasPut() {
        SocketRecord low = Records.record(0);
        SocketRecord high = Records.record(DescriptorTable.LIMIT - 1);

        assertThat(table.put(low)).isNull();
        assertThat(table.put(high)).isNull();

        assertThat(table.get(0)).isSameAs(low);
        assertThat(table.get(DescriptorTable.LIMIT - 1)).isSameAs(high);
        assertThat(table.get(1)).isNull();
        assertThat(table.get(5_000)).as("where no chunk is").isNull();
    }

    @Test
    void findsNothingOutsideItsNumbers() {
        table.put(Records.record(0));

        assertThat(table.get(-1)).isNull();
        assertThat(table.get(Integer.MIN_VALUE)).isNull();
        assertThat(table.get(DescriptorTable.LIMIT)).isNull();
        assertThat(table.get(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void growsWithTheNumbers() {
        assertThat(table.size()).isZero();

        table.put(Records.record(3));
        assertThat(table.size()).isEqualTo(1_024);

        table.put(Records.record(2_500));
        assertThat(table.size()).isEqualTo(3 * 1_024);
    }

    @Test
    void givesBackTheRecordWhosePlaceIsTaken() {
        SocketRecord before = Records.record(7);
        SocketRecord after = Records.record(7);
        table.put(before);

        assertThat(table.put(after)).isSameAs(before);
        assertThat(table.get(7)).isSameAs(after);
    }

    @Test
    void removesARecordOnlyFromItsOwnPlace() {
        SocketRecord before = Records.record(7);
        SocketRecord after = Records.record(7);
        table.put(before);
        table.put(after);

        table.remove(before);
        assertThat(table.get(7)).as("the number is another socket's now").isSameAs(after);

        table.remove(after);
        assertThat(table.get(7)).isNull();
        table.remove(Records.record(9_999));
    }

    @Test
    void losesNoRecordOfThreadsThatGrowItAtOnce() throws InterruptedException {
        int threads = 4;
        int each = 8 * 1_024;
        List<Thread> running = new ArrayList<>();
        CountDownLatch together = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int first = t;
            Thread thread = new Thread(() -> {
                together.countDown();
                for (int number = first; number < each; number += threads) {
                    table.put(Records.record(number));
                }
            });
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }

        for (int number = 0; number < each; number++) {
            assertThat(table.get(number)).as("record %d", number).isNotNull();
            assertThat(table.get(number).number).isEqualTo(number);
        }
    }
}
