package io.sockspan.leak;

import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The accusations under one fingerprint. */
final class Group {
    /** How many sockets are listed at most; the rest is counted. */
    static final int LISTED = 10_000;
    /** How many sockets are kept as examples after the collector closed them. */
    static final int KEPT = 16;

    final String fingerprint;
    final LeakKind kind;
    final String pool;
    final long limit;

    private final TreeMap<Long, PendingVerdict> standing = new TreeMap<>();
    private int kept;
    private long total;
    private long retracted;

    Group(String fingerprint, LeakKind kind, String pool, long limit) {
        this.fingerprint = fingerprint;
        this.kind = kind;
        this.pool = pool;
        this.limit = limit;
    }

    void add(PendingVerdict accusation) {
        standing.put(accusation.verdict.connectionId(), accusation);
        total++;
    }

    void retract(PendingVerdict accusation) {
        standing.remove(accusation.verdict.connectionId());
        retracted++;
    }

    /** The socket is gone, or stands accused elsewhere; a dropped one remains as an example if there are not enough. */
    void end(PendingVerdict accusation) {
        if (kind == LeakKind.DROPPED && kept < KEPT) {
            accusation.freeze();
            kept++;
        } else {
            standing.remove(accusation.verdict.connectionId());
        }
    }

    /** How many stand accused now; what was dropped does so for good. */
    long count() {
        return kind == LeakKind.DROPPED ? total : standing.size();
    }

    Suspect suspect() {
        List<SocketSnapshot> sockets = new ArrayList<>(Math.min(standing.size(), LISTED));
        for (PendingVerdict accusation : standing.values()) {
            if (sockets.size() == LISTED) {
                break;
            }
            sockets.add(accusation.socket());
        }
        Map.Entry<Long, PendingVerdict> oldest = standing.firstEntry();
        return new Suspect(
                fingerprint,
                kind,
                pool,
                Collections.unmodifiableList(sockets),
                count(),
                total,
                retracted,
                limit,
                oldest == null ? Long.MIN_VALUE : oldest.getValue().verdict.since,
                null);
    }
}
