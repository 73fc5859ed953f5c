package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of counters that another user has made up: read, or refused as damaged, within a bounded time and size. */
class PerfDataFuzzTest {
    private static final String NAME = "sun.rt.javaCommand";

    @Test
    void readsOrRefuses() {
        Fuzz.bytes(List.of(file(ByteOrder.LITTLE_ENDIAN), file(ByteOrder.BIG_ENDIAN)), input -> {
            try {
                assertThat(new PerfData(input).get(NAME)).hasSizeLessThanOrEqualTo(input.length);
            } catch (IOException damaged) {
                assertThat(damaged.getMessage()).isNotEmpty();
            }
        });
    }

    /** A prologue and two entries, each with a header of 20 bytes, its name and its value. */
    private static byte[] file(ByteOrder order) {
        ByteBuffer file = ByteBuffer.allocate(32 + 2 * 64);
        file.putInt(0xcafec0c0)
                .put((byte) (order == ByteOrder.BIG_ENDIAN ? 0 : 1))
                .put((byte) 2);
        file.order(order).putInt(24, 32).putInt(28, 2);
        for (int entry = 32; entry < file.capacity(); entry += 64) {
            file.putInt(entry, 64).putInt(entry + 4, 20).putInt(entry + 8, 20).putInt(entry + 16, 40);
            file.put(entry + 12, (byte) 'B');
            file.position(entry + 20);
            file.put(NAME.getBytes(StandardCharsets.US_ASCII));
            file.position(entry + 40);
            file.put("com.acme.Shop 8080".getBytes(StandardCharsets.US_ASCII));
        }
        return file.array();
    }
}
