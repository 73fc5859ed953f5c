package io.sockspan.report;

import io.sockspan.leak.Suspect;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sockets that a page shows. Their number is limited, so that a browser can open the page: suspects come first, then the newest.
 * Immutable.
 */
final class PageSockets {
    static final int LIMIT = 10_000;

    /** In the order of their ids. */
    final List<SocketSnapshot> shown;
    /** The number of sockets before the limit. */
    final int known;

    private PageSockets(List<SocketSnapshot> shown, int known) {
        this.shown = Collections.unmodifiableList(shown);
        this.known = known;
    }

    static PageSockets of(Snapshot snapshot, List<Suspect> suspects) {
        Map<Long, SocketSnapshot> sockets = new LinkedHashMap<>();
        for (Suspect suspect : suspects) {
            add(sockets, suspect.sockets);
        }
        List<SocketSnapshot> rest = new ArrayList<>(snapshot.open);
        rest.addAll(snapshot.ended);
        rest.sort(Comparator.<SocketSnapshot>comparingLong(socket -> socket.id).reversed());
        add(sockets, rest);
        List<SocketSnapshot> shown = new ArrayList<>(sockets.values());
        int known = shown.size();
        shown = new ArrayList<>(shown.subList(0, Math.min(LIMIT, known)));
        shown.sort(Comparator.comparingLong(socket -> socket.id));
        return new PageSockets(shown, known);
    }

    private static void add(Map<Long, SocketSnapshot> sockets, List<SocketSnapshot> more) {
        for (SocketSnapshot socket : more) {
            sockets.putIfAbsent(socket.id, socket);
        }
    }
}
