package io.sockspan.track;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a connection needed besides TCP's own handshake before the application could use it. Most connections have none. For the agent's
 * thread.
 */
public final class Preparation {
    /** TLS in TLS, or attempts after a timeout. Of more than this, the last one is kept: a timeout can be followed by success. */
    private static final int MOST = 4;

    private NameLookup lookup;
    private List<TlsNegotiation> negotiations = Collections.emptyList();

    Preparation() {}

    /** The lookup of the peer's name, before a client's connect; null if there was none. */
    public NameLookup lookup() {
        return lookup;
    }

    /** The TLS handshakes, in the order in which they ended. */
    public List<TlsNegotiation> negotiations() {
        return Collections.unmodifiableList(negotiations);
    }

    void add(NameLookup made) {
        lookup = made;
    }

    void add(TlsNegotiation negotiation) {
        if (negotiations.isEmpty()) {
            negotiations = new ArrayList<>(1);
        }
        if (negotiations.size() < MOST) {
            negotiations.add(negotiation);
        } else {
            negotiations.set(MOST - 1, negotiation);
        }
    }
}
