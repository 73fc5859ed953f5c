package io.sockspan.owners;

import java.lang.reflect.Field;
import java.util.List;

/** The references that the objects of a class have: its own first, then those of its superclasses. Immutable. */
final class ReferenceFields {
    static final ReferenceFields NONE = new ReferenceFields(new long[0], new String[0], -1, false);

    final long[] offsets;
    final String[] names;
    /** Offset of the descriptor's number in the objects of a class that has one; else -1. */
    final long descriptor;
    /** Whether it is an event loop of Netty. */
    final boolean ofEventLoop;

    private ReferenceFields(long[] offsets, String[] names, long descriptor, boolean ofEventLoop) {
        this.offsets = offsets;
        this.names = names;
        this.descriptor = descriptor;
        this.ofEventLoop = ofEventLoop;
    }

    static ReferenceFields descriptor(long offset) {
        return new ReferenceFields(NONE.offsets, NONE.names, offset, false);
    }

    /** Those of a class that extends this one and declares these. */
    ReferenceFields extended(List<Field> own, RawMemory memory, boolean isEventLoop) {
        boolean loop = ofEventLoop || isEventLoop;
        int count = own.size();
        if (count == 0 && loop == ofEventLoop) {
            return this;
        }
        long[] allOffsets = new long[count + offsets.length];
        String[] allNames = new String[count + names.length];
        for (int i = 0; i < count; i++) {
            allOffsets[i] = memory.offset(own.get(i));
            allNames[i] = own.get(i).getName();
        }
        System.arraycopy(offsets, 0, allOffsets, count, offsets.length);
        System.arraycopy(names, 0, allNames, count, names.length);
        return new ReferenceFields(allOffsets, allNames, descriptor, loop);
    }
}
