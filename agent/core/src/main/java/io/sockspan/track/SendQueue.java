package io.sockspan.track;

/** What the observations of a full send queue have found; a socket whose queue is not full has none. Immutable. */
final class SendQueue {
    /** Bytes that are not acknowledged; -1 where it is not known. */
    final long bytes;
    /** How long it has been full while nothing was acknowledged. */
    final ObservedSpan full;

    private SendQueue(long bytes, ObservedSpan full) {
        this.bytes = bytes;
        this.full = full;
    }

    /** @param before what the observation before found; null if it was not full then */
    static SendQueue full(SendQueue before, long at) {
        return before == null
                ? new SendQueue(-1, ObservedSpan.extended(null, at))
                : new SendQueue(before.bytes, ObservedSpan.extended(before.full, at));
    }

    /** The kernel's table shows that many. A number that has changed means that bytes were acknowledged, as a full queue takes no more. */
    SendQueue holding(long now, long at) {
        boolean stands = bytes < 0 || now == bytes;
        return new SendQueue(now, stands ? full : ObservedSpan.extended(null, at));
    }
}
