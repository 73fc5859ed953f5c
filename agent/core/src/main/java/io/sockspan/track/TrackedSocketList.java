package io.sockspan.track;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A linked list of sockets in the order in which they were added. The sockets hold the links themselves, so that adding and removing, which
 * every socket goes through, need neither a lookup nor an allocation. A socket is in one list at most. For one thread.
 */
final class TrackedSocketList extends AbstractCollection<TrackedSocket> {
    /** A socket's links in the list. Only the list changes them. */
    abstract static class Link {
        private TrackedSocket before;
        private TrackedSocket after;
        private boolean listed;
    }

    private TrackedSocket first;
    private TrackedSocket last;
    private int size;

    void append(TrackedSocket socket) {
        Link link = socket;
        if (link.listed) {
            throw new IllegalArgumentException("socket " + socket.id() + " is in a list already");
        }
        link.listed = true;
        link.before = last;
        if (last == null) {
            first = socket;
        } else {
            link(last).after = socket;
        }
        last = socket;
        size++;
    }

    /** Removes a socket; false if it is in no list. */
    boolean takeOut(TrackedSocket socket) {
        Link link = socket;
        if (!link.listed) {
            return false;
        }
        link.listed = false;
        if (link.before == null) {
            first = link.after;
        } else {
            link(link.before).after = link.after;
        }
        if (link.after == null) {
            last = link.before;
        } else {
            link(link.after).before = link.before;
        }
        link.before = null;
        link.after = null;
        size--;
        return true;
    }

    /** A cast, because the private fields of the superclass are not visible through the subclass. */
    private static Link link(TrackedSocket socket) {
        return socket;
    }

    @Override
    public int size() {
        return size;
    }

    /** While the iterator is in use, only the socket that it returned last may be removed. */
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
                next = link(given).after;
                return given;
            }
        };
    }
}
