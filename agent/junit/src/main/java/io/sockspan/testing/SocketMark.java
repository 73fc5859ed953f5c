package io.sockspan.testing;

/** A moment, which separates the sockets that were opened later from earlier ones. Immutable. */
public final class SocketMark {
    private final long lastId;

    SocketMark(long lastId) {
        this.lastId = lastId;
    }

    /** The id of the last socket that was opened before this moment; 0 if there was none. */
    public long lastId() {
        return lastId;
    }

    @Override
    public String toString() {
        return "after socket " + lastId;
    }
}
