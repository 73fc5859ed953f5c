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
    /** How many objects it may have before room must be made. */
    private int room;

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

    /** Whether nothing can be added before {@link #makeRoom()}. */
    boolean isFull() {
        return size == room;
    }

    /**
     * Not done by {@link #add}, which is called for each reference: the JVM compiles that early, without what has not happened by then, and again
     * once it has happened.
     */
    void makeRoom() {
        if ((size & MASK) == 0) {
            addChunk(size >> BITS);
        }
        if (2 * size >= capacity) {
            grow();
        }
        room = Math.min((size | MASK) + 1, capacity / 2);
    }

    /**
     * Adds an object, if there is room.
     *
     * @return false if it is in here already
     */
    boolean add(Object object, int parent, Place place) {
        int slot = firstSlot(object);
        for (int entry; (entry = table[slot >> BITS][slot & MASK]) != 0; slot = (slot + 1) & (capacity - 1)) {
            if (objects[(entry - 1) >> BITS][(entry - 1) & MASK] == object) {
                return false;
            }
        }
        int chunk = size >> BITS;
        int inChunk = size & MASK;
        objects[chunk][inChunk] = object;
        places[chunk][inChunk] = place;
        parents[chunk][inChunk] = parent;
        size++;
        table[slot >> BITS][slot & MASK] = size;
        return true;
    }

    private void addChunk(int chunk) {
        if (chunk == objects.length) {
            objects = Arrays.copyOf(objects, 2 * chunk);
            places = Arrays.copyOf(places, 2 * chunk);
            parents = Arrays.copyOf(parents, 2 * chunk);
        }
        objects[chunk] = new Object[CHUNK];
        places[chunk] = new Place[CHUNK];
        parents[chunk] = new int[CHUNK];
    }

    private void grow() {
        capacity *= 2;
        table = table(capacity);
        for (int i = 0; i < size; i++) {
            // Each object is in here once, so that only a free slot is searched.
            int slot = firstSlot(object(i));
            while (table[slot >> BITS][slot & MASK] != 0) {
                slot = (slot + 1) & (capacity - 1);
            }
            table[slot >> BITS][slot & MASK] = i + 1;
        }
    }

    private int firstSlot(Object object) {
        return (System.identityHashCode(object) * 0x9E3779B9 >>> 7) & (capacity - 1);
    }
}
