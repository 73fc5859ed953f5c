package io.sockspan.track;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The latest sockets that ended, the oldest of them first. For one thread. */
final class EndedSockets extends AbstractCollection<TrackedSocket> {
    private static final int FIRST_CAPACITY = 16;

    private static final TrackedSocket[] NONE = {};
    private static final long[] NO_IDS = {};

    private final int limit;
    private TrackedSocket[] sockets = NONE;
    /** Beside them, because what is forgotten is long out of the processor's caches: to ask it for its id would cost most of all. */
    private long[] ids = NO_IDS;

    private int oldest;
    private int size;
    private long lastForgotten;

    /** @param limit how many are kept, may be 0 */
    EndedSockets(int limit) {
        this.limit = limit;
    }

    @Override
    public boolean add(TrackedSocket connection) {
        if (limit == 0) {
            lastForgotten = Math.max(lastForgotten, connection.id());
            return false;
        }
        if (size == limit) {
            lastForgotten = Math.max(lastForgotten, ids[oldest]);
            put(oldest, connection);
            oldest = (oldest + 1) % limit;
            return true;
        }
        if (size == sockets.length) {
            // Nothing has been forgotten yet, so the oldest is at the beginning.
            int capacity = Math.min(limit, Math.max(FIRST_CAPACITY, 2 * size));
            sockets = Arrays.copyOf(sockets, capacity);
            ids = Arrays.copyOf(ids, capacity);
        }
        put(size++, connection);
        return true;
    }

    /** Forgets all of them. Allocates nothing. */
    void forgetAll() {
        for (int i = 0; i < size; i++) {
            lastForgotten = Math.max(lastForgotten, ids[i]);
        }
        sockets = NONE;
        ids = NO_IDS;
        oldest = 0;
        size = 0;
    }

    private void put(int place, TrackedSocket connection) {
        sockets[place] = connection;
        ids[place] = connection.id();
    }

    /** The highest id of those that there was no room for; 0 if there was for all. */
    long lastForgotten() {
        return lastForgotten;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<TrackedSocket> iterator() {
        return new Iterator<TrackedSocket>() {
            private int given;

            @Override
            public boolean hasNext() {
                return given < size;
            }

            @Override
            public TrackedSocket next() {
                if (given == size) {
                    throw new NoSuchElementException();
                }
                return sockets[(oldest + given++) % sockets.length];
            }
        };
    }
}
