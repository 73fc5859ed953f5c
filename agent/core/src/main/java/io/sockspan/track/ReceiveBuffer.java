package io.sockspan.track;

/** What the last observation of a receive buffer found. Immutable, and mostly one of the constants, as every open socket has one. */
final class ReceiveBuffer {
    static final ReceiveBuffer EMPTY = new ReceiveBuffer(0, null);
    /** The peer's FIN is here, and nothing that came before it is unread: no bytes will ever wait again. */
    static final ReceiveBuffer DRAINED = new ReceiveBuffer(0, null);

    /** How many bytes wait. */
    final int bytes;
    /** How long bytes have waited without their number ever going down; null if none wait. */
    final ObservedSpan unread;

    private ReceiveBuffer(int bytes, ObservedSpan unread) {
        this.bytes = bytes;
        this.unread = unread;
    }

    /**
     * Adds an observation.
     *
     * @param before what the observation before found; null if there was none, or the kernel did not say
     */
    static ReceiveBuffer observed(ReceiveBuffer before, int bytes, long at) {
        if (bytes == 0) {
            return before == DRAINED ? DRAINED : EMPTY;
        }
        boolean lasts = before != null && bytes >= before.bytes;
        return new ReceiveBuffer(bytes, ObservedSpan.extended(lasts ? before.unread : null, at));
    }
}
