package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** With the file of the JVM that runs the tests, whole and damaged. */
class PerfDataTest {
    private static byte[] own() throws IOException {
        return Files.readAllBytes(Path.of(
                "/tmp/hsperfdata_" + System.getProperty("user.name"),
                String.valueOf(ProcessHandle.current().pid())));
    }

    @Test
    void readsTheFileOfCounters() throws IOException {
        PerfData counters = new PerfData(own());

        assertThat(counters.get("java.property.java.home")).isEqualTo(System.getProperty("java.home"));
        assertThat(counters.get("sun.rt.javaCommand")).isEqualTo(System.getProperty("sun.java.command"));
        assertThat(counters.get("no.such.counter")).isEmpty();
        assertThat(counters.number("sun.os.hrt.frequency")).isEqualTo(1_000_000_000);
        assertThat(counters.number("no.such.counter")).isZero();
    }

    @Test
    void refusesWhatIsNoSuchFile() {
        assertThatIOException().isThrownBy(() -> new PerfData(new byte[64]));
        assertThatIOException().isThrownBy(() -> new PerfData(new byte[3]));
    }

    @Test
    void endsWhereAnEntryLeadsToItself() throws IOException {
        byte[] file = own();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(java.nio.ByteOrder.nativeOrder());
        buffer.putInt(28, Integer.MAX_VALUE);
        buffer.putInt(buffer.getInt(24), 0);

        assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> assertThatIOException().isThrownBy(() -> new PerfData(file)));
    }

    @Test
    void survivesAnyDamage() throws IOException {
        byte[] whole = own();
        Random random = new Random(4711);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 2_000; i++) {
                byte[] file = java.util.Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int j = 0; j < 20 && file.length > 0; j++) {
                    // The header and the first entries decide.
                    file[random.nextInt(Math.min(file.length, 600))] = (byte) random.nextInt();
                }
                try {
                    new PerfData(file).get("sun.rt.javaCommand");
                } catch (IOException refused) {
                    assertThat(refused).hasMessageMatching("(?s).+");
                }
            }
        });
    }
}
