package io.sockspan.track;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A bounded history of the sockets that ended last, oldest first. For one thread. */
final class EndedSockets extends AbstractCollection<TrackedSocket> {
    private static final int FIRST_CAPACITY = 16;

    private static final TrackedSocket[] NONE = {};
    private static final long[] NO_IDS = {};

    private final int limit;
    private TrackedSocket[] sockets = NONE;
    /**
     * A copy of the sockets' ids. An old socket is no longer in the processor's caches, so reading its id would be the most expensive step.
     */
    private long[] ids = NO_IDS;

    private int oldest;
    private int size;
    private long lastForgotten;

    /** @param limit the most sockets that are kept; may be 0 */
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
            // Nothing was evicted yet, so the oldest is at index 0.
            int capacity = Math.min(limit, Math.max(FIRST_CAPACITY, 2 * size));
            sockets = Arrays.copyOf(sockets, capacity);
            ids = Arrays.copyOf(ids, capacity);
        }
        put(size++, connection);
        return true;
    }

    /** Evicts all. Allocates nothing. */
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

    /** The highest id of an evicted socket; 0 if none was evicted. */
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
