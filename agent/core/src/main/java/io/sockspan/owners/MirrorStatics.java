package io.sockspan.owners;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * By the {@code Class} object. HotSpot keeps the static fields in it, the references first, one after the other, and their number in a
 * field that no Java code sees. Its garbage collectors go by these, too. Nothing has to be known of the fields then, so that no type of a field is
 * loaded; most of the classes that a search by reflection loads, and most of its time, would be due to static fields.
 *
 * <p>Where the references begin and where their number is depends on the JVM, and is found out by classes whose fields are known.
 */
final class MirrorStatics extends Statics {
    private static final Class<?>[] KNOWN = {NoStatics.class, TwoStatics.class, FiveStatics.class, ElevenStatics.class};
    /** Where an object's own fields may begin at the earliest. */
    private static final int HEADER = 8;

    private final RawMemory memory;
    private final Layouts layouts;
    private final long number;
    private final long first;

    private MirrorStatics(RawMemory memory, Layouts layouts, long number, long first) {
        this.memory = memory;
        this.layouts = layouts;
        this.number = number;
        this.first = first;
    }

    /** @return null if this JVM keeps the fields elsewhere */
    static MirrorStatics find(RawMemory memory, Layouts layouts) {
        int[] counts = new int[KNOWN.length];
        long first = -1;
        for (int i = 0; i < KNOWN.length; i++) {
            long[] offsets = offsets(memory, KNOWN[i]);
            if (offsets == null || offsets.length > 0 && first >= 0 && offsets[0] != first) {
                return null;
            }
            first = offsets.length > 0 ? offsets[0] : first;
            counts[i] = offsets.length;
        }
        long number = number(memory, counts, first);
        return number < 0 ? null : new MirrorStatics(memory, layouts, number, first);
    }

    /** In ascending order; null if they are not in the class's object, or not one after the other. */
    private static long[] offsets(RawMemory memory, Class<?> type) {
        long[] offsets = new long[16];
        int count = 0;
        for (Field field : memory.fields(type)) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                if (memory.staticBase(field) != type) {
                    return null;
                }
                offsets[count++] = memory.staticOffset(field);
            }
        }
        offsets = Arrays.copyOf(offsets, count);
        Arrays.sort(offsets);
        for (int i = 1; i < count; i++) {
            if (offsets[i] != offsets[i - 1] + memory.referenceSize) {
                return null;
            }
        }
        return offsets;
    }

    /** Where each of the known classes has its count; -1 if there is no such place, or more than one. */
    private static long number(RawMemory memory, int[] counts, long first) {
        long number = -1;
        for (long offset = HEADER; offset < first; offset += Integer.BYTES) {
            int equal = 0;
            while (equal < KNOWN.length && memory.integer(KNOWN[equal], offset) == counts[equal]) {
                equal++;
            }
            if (equal == KNOWN.length) {
                if (number >= 0) {
                    return -1;
                }
                number = offset;
            }
        }
        return number;
    }

    @Override
    int count(Class<?> type) {
        return memory.integer(type, number);
    }

    @Override
    Object value(Class<?> type, int index) {
        return memory.reference(type, first + (long) index * memory.referenceSize);
    }

    @Override
    String name(Class<?> type, int index) {
        for (Field field : layouts.fields(type)) {
            if (Modifier.isStatic(field.getModifiers())
                    && !field.getType().isPrimitive()
                    && memory.staticOffset(field) == first + (long) index * memory.referenceSize) {
                return field.getName();
            }
        }
        return "?";
    }

    private static final class NoStatics {
        Object own;
    }

    private static final class TwoStatics {
        static int number;
        static Object a;
        static long other;
        static String b;
    }

    private static final class FiveStatics {
        static Object a;
        static byte number;
        static Object[] b;
        static Object c;
        static String d;
        static Object e;
        Object own;
    }

    private static final class ElevenStatics {
        static Object a;
        static Object b;
        static Object c;
        static Object d;
        static double number;
        static Object e;
        static Object f;
        static Object g;
        static Object h;
        static Object i;
        static Object j;
        static Object k;
    }
}
