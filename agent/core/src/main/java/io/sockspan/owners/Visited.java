package io.sockspan.owners;

import java.util.Arrays;

/**
 * The objects that the walk has entered, in that order, each with the one that led to it; a set by identity. For the walking thread.
 *
 * <p>Everything is in chunks below the size from which G1 treats an array as humongous, which would make it pause.
 */
final class Visited {
    private static final int BITS = 13;
    private static final int CHUNK = 1 << BITS;
    private static final int MASK = CHUNK - 1;
    private static final int FIRST_CAPACITY = 1 << 15;

    private Object[][] objects = new Object[16][];
    private Place[][] places = new Place[16][];
    private int[][] parents = new int[16][];
    private int[][] table = table(FIRST_CAPACITY);
    private int capacity = FIRST_CAPACITY;
    private int size;

    private static int[][] table(int capacity) {
        return new int[capacity >> BITS][CHUNK];
    }

    int size() {
        return size;
    }

    Object object(int index) {
        return objects[index >> BITS][index & MASK];
    }

    Place place(int index) {
        return places[index >> BITS][index & MASK];
    }

    /** The index of the object that led to this one; negative for a root. */
    int parent(int index) {
        return parents[index >> BITS][index & MASK];
    }

    boolean contains(Object object) {
        return slot(slotOf(object, object)) != 0;
    }

    /** Adds an object that is not in here. */
    void add(Object object, int parent, Place place) {
        int chunk = size >> BITS;
        if (chunk == objects.length) {
            objects = Arrays.copyOf(objects, 2 * chunk);
            places = Arrays.copyOf(places, 2 * chunk);
            parents = Arrays.copyOf(parents, 2 * chunk);
        }
        if (objects[chunk] == null) {
            objects[chunk] = new Object[CHUNK];
            places[chunk] = new Place[CHUNK];
            parents[chunk] = new int[CHUNK];
        }
        objects[chunk][size & MASK] = object;
        places[chunk][size & MASK] = place;
        parents[chunk][size & MASK] = parent;
        int slot = slotOf(object, object);
        size++;
        set(slot, size);
        if (2 * size > capacity) {
            grow();
        }
    }

    private void grow() {
        capacity *= 2;
        table = table(capacity);
        for (int i = 0; i < size; i++) {
            // Each object is in here once, so that only a free slot is searched.
            set(slotOf(object(i), null), i + 1);
        }
    }

    /** The slot of the object, or the free one where it belongs. */
    private int slotOf(Object hashed, Object sought) {
        int slot = (System.identityHashCode(hashed) * 0x9E3779B9 >>> 7) & (capacity - 1);
        for (int entry; (entry = slot(slot)) != 0; slot = (slot + 1) & (capacity - 1)) {
            if (sought != null && object(entry - 1) == sought) {
                break;
            }
        }
        return slot;
    }

    private int slot(int slot) {
        return table[slot >> BITS][slot & MASK];
    }

    private void set(int slot, int value) {
        table[slot >> BITS][slot & MASK] = value;
    }
}
