package io.sockspan.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The strings and numbers of a JVM's own file of counters, {@code /tmp/hsperfdata_USER/PID}, format version 2 (HotSpot's {@code perfMemory.hpp}),
 * which HotSpot keeps unless {@code -XX:-UsePerfData} is set. Reading it does not touch the JVM. Immutable.
 */
final class PerfData {
    /** HotSpot's own is 32 KB unless {@code -XX:PerfDataMemorySize} is set. */
    static final int LONGEST = 1 << 20;

    private static final int MAGIC = 0xcafec0c0;
    private static final int ENTRY_OFFSET = 24;
    private static final int ENTRY_HEADER = 20;
    private static final int LONGEST_STRING = 4_096;

    private final Map<String, String> strings = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    /** @throws IOException if it is damaged, or the JVM is still writing its beginning */
    PerfData(byte[] content) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(content);
        try {
            if (file.getInt(0) != MAGIC || file.get(5) != 2) {
                throw new IOException("not a file of counters in format 2");
            }
            file.order(file.get(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int entry = file.getInt(ENTRY_OFFSET);
            for (int left = file.getInt(ENTRY_OFFSET + 4); left > 0; left--) {
                read(file, entry);
                int length = file.getInt(entry);
                if (length < ENTRY_HEADER) {
                    throw new IOException("an entry of " + length + " bytes");
                }
                entry = Math.addExact(entry, length);
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IOException("cut short", e);
        }
    }

    private void read(ByteBuffer file, int entry) {
        int length = file.getInt(entry + 8);
        byte type = file.get(entry + 12);
        int value = Math.addExact(entry, file.getInt(entry + 16));
        if (type == 'B' && length > 0) {
            strings.put(name(file, entry), string(file, value, length));
        } else if (type == 'J' && length == 0) {
            numbers.put(name(file, entry), file.getLong(value));
        }
    }

    private static String name(ByteBuffer file, int entry) {
        return string(file, Math.addExact(entry, file.getInt(entry + 4)), LONGEST_STRING);
    }

    private static String string(ByteBuffer file, int from, int longest) {
        int end = from;
        int limit = Math.min(longest, LONGEST_STRING);
        while (end - from < limit && file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), from, end - from, StandardCharsets.UTF_8);
    }

    /** The value of a text counter; empty if there is none. */
    String get(String name) {
        return strings.getOrDefault(name, "");
    }

    /** The value of a counter that is a number; 0 if there is none. */
    long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }
}
