package io.sockspan.track;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a connection needed besides TCP's own handshake before the application could use it. Most connections have none. For the agent's
 * thread.
 */
public final class Preparation {
    /** TLS in TLS. Of more than this, the last one is kept, as it decides how the connection is protected. */
    private static final int MOST = 4;

    static final long NEVER = Long.MIN_VALUE;

    private NameLookup lookup;
    private List<TlsNegotiation> negotiations = Collections.emptyList();
    private boolean isLastPublished;
    private long begunAt = NEVER;

    Preparation() {}

    /** The lookup of the peer's name, before a client's connect; null if there was none. */
    public NameLookup lookup() {
        return lookup;
    }

    /** The TLS handshakes, in the order in which they ended; the last one may have been interrupted by a timeout, and go on. */
    public List<TlsNegotiation> negotiations() {
        return Collections.unmodifiableList(negotiations);
    }

    /** When a handshake has begun that has not ended, {@link System#nanoTime()}; {@link Long#MIN_VALUE} if there is none. Engines only. */
    public long begunAt() {
        return begunAt;
    }

    void begin(long at) {
        begunAt = at;
    }

    void add(NameLookup made) {
        lookup = made;
    }

    /**
     * Adds a handshake. If the last one was interrupted by a timeout, this is the same one: the TLS layer goes on where it was.
     *
     * @return the handshake from its beginning
     */
    TlsNegotiation add(TlsNegotiation negotiation) {
        begunAt = NEVER;
        int size = negotiations.size();
        if (size > 0 && last().startedAt == negotiation.startedAt) {
            // It was settled at the release.
            negotiations.set(size - 1, negotiation);
            return negotiation;
        }
        if (interrupted() != null) {
            negotiations.set(size - 1, negotiation.continuing(interrupted()));
            return last();
        }
        isLastPublished = false;
        if (size == 0) {
            negotiations = new ArrayList<>(1);
            negotiations.add(negotiation);
        } else if (size < MOST) {
            negotiations.add(negotiation);
        } else {
            negotiations.set(MOST - 1, negotiation);
        }
        return last();
    }

    /** The handshake that was interrupted by a timeout, and with which the application may go on; null if there is none. */
    TlsNegotiation interrupted() {
        return negotiations.isEmpty() || !last().isInterrupted() ? null : last();
    }

    /**
     * The last handshake, to be published; null if it is published. Another thread can close the socket of a handshake that goes on: its
     * outcome arrives after the release, which has published it as failed.
     */
    TlsNegotiation takeUnpublished() {
        if (isLastPublished) {
            return null;
        }
        isLastPublished = true;
        return last();
    }

    private TlsNegotiation last() {
        return negotiations.get(negotiations.size() - 1);
    }
}
