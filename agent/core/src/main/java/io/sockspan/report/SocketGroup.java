package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sockets with the same fault, which a report describes together. The first is the example. Immutable. */
final class SocketGroup {
    private static final int LONGEST_PEER = 48;

    final List<SocketSnapshot> sockets;
    /** The fault; null if the sockets are merely open. */
    final LeakKind kind;
    /** The library whose pool keeps them; null if there is none. */
    final String pool;
    /** The number of sockets; {@link #sockets} may list fewer. */
    final long count;
    /** Since when, {@link System#nanoTime()}. */
    final long since;
    /** The limit that was passed, in nanoseconds; negative where none applies. */
    final long limit;

    private SocketGroup(List<SocketSnapshot> sockets, LeakKind kind, String pool, long count, long since, long limit) {
        this.sockets = sockets;
        this.kind = kind;
        this.pool = pool;
        this.count = count;
        this.since = since;
        this.limit = limit;
    }

    static SocketGroup of(Suspect suspect) {
        return new SocketGroup(
                suspect.sockets, suspect.kind, suspect.pool, suspect.count, suspect.since, suspect.limit);
    }

    /** Sockets that a test left open, all in the same condition. Their age makes no difference. */
    static SocketGroup leftOpen(List<SocketSnapshot> sockets) {
        SocketSnapshot example = sockets.get(0);
        return new SocketGroup(sockets, kindOf(example), null, sockets.size(), example.since, -1);
    }

    private static LeakKind kindOf(SocketSnapshot socket) {
        if (socket.collected) {
            return LeakKind.DROPPED;
        }
        if (socket.closing) {
            return LeakKind.UNRELEASED;
        }
        if (socket.role == Role.LISTENER) {
            return null;
        }
        boolean failed = socket.errorType != null || isOutcomeUnasked(socket);
        if (socket.role == Role.UNCONNECTED || failed && socket.state == TcpState.CLOSED) {
            return LeakKind.NEVER_CONNECTED;
        }
        if (socket.waiting > 0) {
            return LeakKind.UNREAD;
        }
        switch (socket.state) {
            case CLOSE_WAIT:
            case CLOSED:
            case TIME_WAIT:
                return LeakKind.CLOSE_WAIT;
            case SYN_SENT:
                return LeakKind.CONNECTING;
            case FIN_WAIT_1:
            case FIN_WAIT_2:
                return LeakKind.HALF_CLOSED;
            default:
                return null;
        }
    }

    SocketSnapshot example() {
        return sockets.get(0);
    }

    /** Whether a test left them open, at whatever age. */
    boolean isLeftOpen() {
        return limit < 0;
    }

    /** Whether the example has been a connection, so that no failed connect can be what ended it. */
    boolean wasConnected() {
        return example().role == Role.SERVER
                || example().transitions.stream().anyMatch(transition -> transition.to == TcpState.ESTABLISHED);
    }

    /** Whether the example's connect failed, or its connection broke. */
    boolean isFailed() {
        return example().errorType != null || isOutcomeUnasked();
    }

    /** Whether the example's connect failed, and the application did not ask for its outcome. */
    boolean isOutcomeUnasked() {
        return isOutcomeUnasked(example());
    }

    private static boolean isOutcomeUnasked(SocketSnapshot socket) {
        List<Transition> transitions = socket.transitions;
        return socket.errorType == null
                && !transitions.isEmpty()
                && transitions.get(transitions.size() - 1).isFailedConnect();
    }

    /** {@code 7 client connections to db-3:5432}. */
    String who() {
        switch (example().role) {
            case CLIENT:
                return Words.count(count, kind == LeakKind.NEVER_CONNECTED ? "client socket" : "client connection")
                        + ends(" to ");
            case SERVER:
                return Words.count(count, "server connection") + ends(" accepted on ");
            case LISTENER:
                return Words.count(count, "listener") + ends(" on ");
            default:
                return Words.count(count, "socket");
        }
    }

    private String ends(String preposition) {
        Set<String> ends = new LinkedHashSet<>();
        for (SocketSnapshot socket : sockets) {
            String end = socket.role == Role.CLIENT ? Names.peer(socket) : Names.end(socket.local);
            if (!end.equals(Names.UNKNOWN)) {
                ends.add(end);
            }
        }
        if (ends.isEmpty()) {
            return "";
        }
        String first = Names.shorten(ends.iterator().next(), LONGEST_PEER);
        int others = ends.size() - 1;
        return preposition + first + (others == 0 ? "" : " and " + Words.count(others, "other"));
    }

    /** {@code in CLOSE_WAIT}, or {@code in CLOSE_WAIT (5) and CLOSED (2)}. */
    String states() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (SocketSnapshot socket : sockets) {
            counts.merge(Names.state(socket), 1, Integer::sum);
        }
        if (counts.size() == 1) {
            return " in " + counts.keySet().iterator().next();
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((state, number) -> parts.add(state + " (" + number + ")"));
        return " in " + String.join(" and ", parts);
    }
}
