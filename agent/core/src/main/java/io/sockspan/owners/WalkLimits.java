package io.sockspan.owners;

import java.util.concurrent.TimeUnit;

/** How far a walk goes at most. Immutable. */
final class WalkLimits {
    /** What one walk may take, {@link System#nanoTime()}. */
    static final long NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int MOST_OBJECTS = 500_000;
    /** The walk's own memory for each object, in bytes, with half of its table free. */
    private static final int BYTES_PER_OBJECT = 32;
    /** The share of the heap that a walk may take for itself is one part in this many. */
    private static final int SHARE_OF_HEAP = 32;

    /** Objects that are entered, all places together. */
    final int objects;
    /** Objects that are entered at one place, such as the elements of one field's collection. */
    final int perPlace;
    /** References between a root and an object. */
    final int depth;

    WalkLimits(int objects, int perPlace, int depth) {
        this.objects = objects;
        this.perPlace = perPlace;
        this.depth = depth;
    }

    static WalkLimits ofThisHeap() {
        long affordable = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES_PER_OBJECT;
        return new WalkLimits((int) Math.min(MOST_OBJECTS, affordable), 20_000, 25_000);
    }

    /** What the walk takes at most for itself, in bytes. */
    long bytes() {
        return (long) objects * BYTES_PER_OBJECT;
    }
}
