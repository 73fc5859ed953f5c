package io.sockspan.track;

/** A send queue that is full. A socket whose queue is not full has none. Immutable. */
final class SendQueue {
    /** The number of unacknowledged bytes; -1 if unknown. */
    final long bytes;
    /** How long the queue has been full without an acknowledgement. */
    final ObservedSpan full;

    private SendQueue(long bytes, ObservedSpan full) {
        this.bytes = bytes;
        this.full = full;
    }

    /** @param before the previous observation; null if the queue was not full then */
    static SendQueue full(SendQueue before, long at) {
        return before == null
                ? new SendQueue(-1, ObservedSpan.extended(null, at))
                : new SendQueue(before.bytes, ObservedSpan.extended(before.full, at));
    }

    /**
     * {@code /proc/self/net/tcp} shows that number of bytes. A full queue accepts no more bytes, so a changed number means that the peer
     * acknowledged some.
     */
    SendQueue holding(long now, long at) {
        boolean stands = bytes < 0 || now == bytes;
        return new SendQueue(now, stands ? full : ObservedSpan.extended(null, at));
    }
}
