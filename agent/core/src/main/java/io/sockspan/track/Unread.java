package io.sockspan.track;

/** What the last look found in a receive buffer. Immutable, and mostly one of the constants, as every open socket has one. */
final class Unread {
    static final Unread NONE = new Unread(0, Long.MIN_VALUE);
    /** The peer's FIN is here, and nothing that came before it is unread: no bytes will ever wait again. */
    static final Unread DRAINED = new Unread(0, Long.MIN_VALUE);

    final int bytes;
    /** Since when bytes have waited without their number ever going down; {@link Long#MIN_VALUE} if none do. */
    final long since;

    Unread(int bytes, long since) {
        this.bytes = bytes;
        this.since = since;
    }

    /**
     * What a later look makes of it.
     *
     * @param before what the look before found; null if there was none, or nothing could be found out
     */
    static Unread after(Unread before, int bytes, long now) {
        if (bytes == 0) {
            return before == DRAINED ? DRAINED : NONE;
        }
        if (before == null || before.bytes == 0 || bytes < before.bytes) {
            return new Unread(bytes, now);
        }
        return bytes == before.bytes ? before : new Unread(bytes, before.since);
    }
}
