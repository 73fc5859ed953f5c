package io.sockspan.owners;

import java.lang.reflect.Field;

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

    /** Of a class that has a descriptor's number at this offset. */
    static ReferenceFields descriptor(long offset) {
        return new ReferenceFields(NONE.offsets, NONE.names, offset, false);
    }

    /**
     * Of a subclass.
     *
     * @param own the references that it declares are the first elements
     * @param count of these
     */
    ReferenceFields extended(Field[] own, int count, RawMemory memory, boolean isEventLoop) {
        if (count == 0 && ofEventLoop == isEventLoop) {
            return this;
        }
        long[] all = new long[count + offsets.length];
        String[] named = new String[all.length];
        for (int i = 0; i < count; i++) {
            all[i] = memory.offset(own[i]);
            named[i] = own[i].getName();
        }
        System.arraycopy(offsets, 0, all, count, offsets.length);
        System.arraycopy(names, 0, named, count, names.length);
        return new ReferenceFields(all, named, descriptor, isEventLoop);
    }
}
