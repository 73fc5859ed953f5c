package io.sockspan.testing;

/** A moment: sockets that were opened later can be told from those that were there. Immutable. */
public final class SocketMark {
    private final long lastId;

    SocketMark(long lastId) {
        this.lastId = lastId;
    }

    /** The id of the socket that was opened last before this moment; 0 if none was. */
    public long lastId() {
        return lastId;
    }

    @Override
    public String toString() {
        return "after socket " + lastId;
    }
}
