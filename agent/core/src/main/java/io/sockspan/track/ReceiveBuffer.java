package io.sockspan.track;

/** The receive buffer at its last observation. Immutable, and usually one of the constants, because every open socket has one. */
final class ReceiveBuffer {
    static final ReceiveBuffer EMPTY = new ReceiveBuffer(0, null);
    /** The peer's FIN has arrived and all bytes before it were read: no more bytes will arrive. */
    static final ReceiveBuffer DRAINED = new ReceiveBuffer(0, null);

    /** The number of unread bytes. */
    final int bytes;
    /** How long bytes have waited without a decrease of their number; null if none wait. */
    final ObservedSpan unread;

    private ReceiveBuffer(int bytes, ObservedSpan unread) {
        this.bytes = bytes;
        this.unread = unread;
    }

    /**
     * Adds an observation.
     *
     * @param before the previous observation; null if there was none or it was unknown
     */
    static ReceiveBuffer observed(ReceiveBuffer before, int bytes, long at) {
        if (bytes == 0) {
            return before == DRAINED ? DRAINED : EMPTY;
        }
        boolean lasts = before != null && bytes >= before.bytes;
        return new ReceiveBuffer(bytes, ObservedSpan.extended(lasts ? before.unread : null, at));
    }
}
