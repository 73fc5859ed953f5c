package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any file of counters is read or refused, soon: {@code -Dsockspan.fuzz.seconds} says for how long that is tried. */
class PerfDataFuzzTest {
    private static final long NANOS = Long.getLong("sockspan.fuzz.seconds", 1) * 1_000_000_000L;

    @Test
    void readsOrRefuses() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(
                "/tmp/hsperfdata_" + System.getProperty("user.name"),
                String.valueOf(ProcessHandle.current().pid())));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (long began = System.nanoTime(); System.nanoTime() - began < NANOS; ) {
            byte[] file = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int i = random.nextInt(30); i >= 0 && file.length > 0; i--) {
                // The header and the first entries decide.
                file[random.nextInt(Math.min(file.length, random.nextBoolean() ? 64 : 2_000))] =
                        (byte) random.nextInt();
            }
            long one = System.nanoTime();
            try {
                new PerfData(file).get("sun.rt.javaCommand");
            } catch (IOException refused) {
                // As it should be.
            }
            assertThat(System.nanoTime() - one).as("seed " + seed).isLessThan(60_000_000_000L);
        }
    }
}
