package io.sockspan.track;

/**
 * A send queue that is full. A socket whose queue is not full has none. That it is full at two observations does not show that it was
 * between them: only two counts of its bytes do. Immutable.
 */
final class SendQueue {
    /** The number of bytes, where it cannot be had. */
    static final long UNKNOWN = -1;

    /** The number of unacknowledged bytes; {@link #UNKNOWN} if it was not counted, or cannot be. */
    final long bytes;
    /** From when to when it is known to be full without an acknowledgement: at two counts at least, unless it lasts no time. */
    final ObservedSpan full;

    private final boolean isCounted;

    private SendQueue(long bytes, boolean isCounted, ObservedSpan full) {
        this.bytes = bytes;
        this.isCounted = isCounted;
        this.full = full;
    }

    /** @param before the previous observation; null if the queue was not full then */
    static SendQueue full(SendQueue before, long at) {
        return before == null ? new SendQueue(UNKNOWN, false, ObservedSpan.extended(null, at)) : before;
    }

    /**
     * {@code /proc/self/net/tcp} was read and shows that number of bytes; {@link #UNKNOWN} where it does not show this connection, or does not
     * exist. A full queue accepts no more bytes, so a changed number means that the peer acknowledged some.
     */
    SendQueue holding(long now, long at) {
        boolean stands = isCounted && now == bytes;
        return new SendQueue(now, true, ObservedSpan.extended(stands ? full : null, at));
    }
}
