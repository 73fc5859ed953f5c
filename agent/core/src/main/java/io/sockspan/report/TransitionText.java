package io.sockspan.report;

import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Clock;
import io.sockspan.track.SocketSnapshot;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A line for each transition: {@code OLD -> NEW}, and the time spent in OLD. The columns are the same on all lines, so that each line can
 * be printed as it comes. Immutable.
 */
public final class TransitionText {
    private static final String STATES = "%-26s";
    /** The columns before the ends; the ends get the rest of the width. */
    private static final int FIXED = 12 + 1 + 5 + 1 + 7 + 1 + 26 + 1 + 9 + 1;

    /** Enough columns for two addresses that can still be recognized. */
    private static final int BOTH_ENDS = 32;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final Clock clock;
    private final ZoneId zone;
    private final int width;

    /**
     * @param zone the time zone of the times of day
     * @param width columns, 80 or more
     */
    public TransitionText(Clock clock, ZoneId zone, int width) {
        this.clock = clock;
        this.zone = zone;
        this.width = Math.max(80, width);
    }

    /** The columns' headings. */
    public String header() {
        return line("TIME", "ID", "SIDE", "OLD -> NEW", "IN OLD", "ENDS");
    }

    /** One transition. The time of day is the latest possible; {@code <} precedes the longest time that the old state can have lasted. */
    public String change(SocketSnapshot socket, Transition change) {
        Instant at = Instant.ofEpochSecond(0, clock.epochNanos(change.latest));
        return line(
                TIME.format(at.atZone(zone)),
                String.valueOf(socket.id),
                Names.side(socket),
                change.from.name() + " -> " + Names.state(change.to, change.evidence),
                inOld(socket, change),
                ends(socket, width - FIXED));
    }

    /** If there is no room for both ends, the remote end is the more informative. */
    private static String ends(SocketSnapshot socket, int room) {
        boolean isConnection = socket.remote != null;
        return isConnection && room < BOTH_ENDS
                ? Names.shorten(Names.peer(socket), room)
                : HistoryText.ends(socket, room);
    }

    private static String inOld(SocketSnapshot socket, Transition change) {
        int index = indexOf(socket.transitions, change);
        if (index < 0 || index == 0 && (socket.adopted || change.from != TcpState.CLOSED)) {
            // The beginning is unknown.
            return "";
        }
        Transition before = index == 0 ? null : socket.transitions.get(index - 1);
        long most = change.latest - (before == null ? socket.openedAt : before.earliest);
        long least = change.earliest - (before == null ? socket.openedAt : before.latest);
        return most == least ? Times.fine(Math.max(0, most)) : "<" + Times.atMost(Math.max(0, most));
    }

    private static int indexOf(List<Transition> transitions, Transition change) {
        for (int i = transitions.size() - 1; i >= 0; i--) {
            if (transitions.get(i) == change) {
                return i;
            }
        }
        return -1;
    }

    private String line(String time, String id, String side, String states, String inOld, String ends) {
        String line =
                String.format(Locale.ROOT, "%-12s %5s %-7s " + STATES + " %9s %s", time, id, side, states, inOld, ends);
        return Words.stripEnd(Words.cut(line, width)) + "\n";
    }
}
