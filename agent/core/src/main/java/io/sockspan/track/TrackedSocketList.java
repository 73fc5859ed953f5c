package io.sockspan.track;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Connections in the order in which they were added. They hold the links themselves, so that adding and taking out, which every
 * connection goes through, need neither a look-up nor an object. A connection is in one list at most. For one thread.
 */
final class TrackedSocketList extends AbstractCollection<TrackedSocket> {
    private TrackedSocket first;
    private TrackedSocket last;
    private int size;

    void append(TrackedSocket connection) {
        if (connection.listed) {
            throw new IllegalArgumentException("connection " + connection.id() + " is in a list already");
        }
        connection.listed = true;
        connection.before = last;
        if (last == null) {
            first = connection;
        } else {
            last.after = connection;
        }
        last = connection;
        size++;
    }

    /** False if it is in no list. */
    boolean takeOut(TrackedSocket connection) {
        if (!connection.listed) {
            return false;
        }
        connection.listed = false;
        if (connection.before == null) {
            first = connection.after;
        } else {
            connection.before.after = connection.after;
        }
        if (connection.after == null) {
            last = connection.before;
        } else {
            connection.after.before = connection.before;
        }
        connection.before = null;
        connection.after = null;
        size--;
        return true;
    }

    @Override
    public int size() {
        return size;
    }

    /** The one that was given last may be taken out; any other change while it is in use is not allowed for. */
    @Override
    public Iterator<TrackedSocket> iterator() {
        return new Iterator<TrackedSocket>() {
            private TrackedSocket next = first;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public TrackedSocket next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                TrackedSocket given = next;
                next = given.after;
                return given;
            }
        };
    }
}
