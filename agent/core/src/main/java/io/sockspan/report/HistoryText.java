package io.sockspan.report;

import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Renders histories: a line for the ends of a connection and how it ended, then a line for each state, with when it was entered, how long
 * it lasted and how that is known. Bounds are rounded outwards, so that the text never claims more precision than was observed.
 */
final class HistoryText {
    static final String LEGEND =
            "AT: when the state was entered, at the latest, counted from the creation of the descriptor (of accepted connections:"
                    + " from accept's return). call: a JDK call fixed the moment; kernel: the kernel reported the state"
                    + " of the open descriptor; proc: its table of connections showed the state after close; inferred, and ?"
                    + " behind a state: nobody saw it; the protocol leaves no other way.";

    /** Enough columns for both ends of most connections; IPv6 addresses are shortened to it. */
    private static final int WIDEST_ENDS = 46;
    /** The columns of the first line that are kept for how the connection ended. */
    private static final int OUTCOME = 54;
    /** The fewest columns in which a class, a method and a line can be recognized. */
    private static final int SHORTEST_PLACE = 12;

    /** The column at which the states begin. */
    private static final int CALL = 13;

    private final int width;

    HistoryText(int width) {
        this.width = width;
    }

    String render(List<SocketSnapshot> sockets) {
        int ends = "ENDS".length();
        for (SocketSnapshot socket : sockets) {
            ends = Math.max(
                    ends, ends(socket, Math.min(WIDEST_ENDS, width - OUTCOME)).length());
        }
        StringBuilder text = new StringBuilder();
        line(text, summary("ID", "SIDE", "ENDS", ends) + "HOW IT ENDED");
        line(text, state("AT", "STATE", "LASTED", "KNOWN BY"));
        for (SocketSnapshot socket : sockets) {
            String who = summary(String.valueOf(socket.id), Names.side(socket), ends(socket, ends), ends);
            line(text, withPlace(who + outcome(socket), socket));
            states(text, socket);
        }
        return text.toString();
    }

    private static String summary(String id, String side, String ends, int width) {
        return String.format(Locale.ROOT, "%5s %-6s %-" + width + "s  ", id, side, ends);
    }

    private static String state(String at, String state, String lasted, String known) {
        return String.format(Locale.ROOT, "%12s %-13s %-17s %s", at, state, lasted, known);
    }

    /** Both ends of a connection, or the local end of a listener, in that many columns. */
    static String ends(SocketSnapshot socket, int width) {
        if (socket.role == Role.LISTENER || socket.role == Role.UNCONNECTED) {
            return Names.shorten(Names.end(socket.local), width);
        }
        String arrow = socket.role == Role.SERVER ? " <- " : " -> ";
        int half = (width - arrow.length()) / 2;
        String remote = Names.peer(socket);
        // Columns that one end does not need go to the other.
        String local = Names.shorten(Names.end(socket.local), Math.max(half, width - arrow.length() - remote.length()));
        return local + arrow + Names.shorten(remote, width - arrow.length() - local.length());
    }

    private static String outcome(SocketSnapshot socket) {
        List<String> outcome = new ArrayList<>();
        if (socket.isOpen()) {
            outcome.add("still open");
        }
        if (socket.inherited) {
            outcome.add("closed here, open in another process");
        }
        if (socket.resetBy != null) {
            outcome.add(socket.resetBy == ResetBy.UNKNOWN ? "reset" : "reset by " + socket.resetBy.label());
        } else if (socket.closedBy != null && !socket.isOpen()) {
            outcome.add(
                    socket.closedBy == ClosedBy.GC
                            ? "closed by the collector"
                            : "closed by " + socket.closedBy.label());
        }
        if (socket.errorType != null && !isResetOnly(socket)) {
            outcome.add(socket.errorType);
        }
        if (socket.synRetransmits > 0) {
            outcome.add(Words.count(socket.synRetransmits, "SYN") + " resent");
        }
        if (socket.incomplete) {
            outcome.add("events lost");
        }
        return outcome.isEmpty() ? "" : String.join(", ", outcome) + ", ";
    }

    /** Whether the error type adds nothing to the reset, which the text names already with its side. */
    private static boolean isResetOnly(SocketSnapshot socket) {
        return socket.resetBy != null && socket.errorType.equals("connection_reset");
    }

    private String withPlace(String line, SocketSnapshot socket) {
        String place = Names.openedAt(socket);
        if (socket.adopted) {
            return line + "opened " + place;
        }
        if (place.equals("-")) {
            return line + "no stack";
        }
        return line + "at " + Names.shortenPlace(place, Math.max(SHORTEST_PLACE, width - line.length() - 3));
    }

    /** Appends a line for each state of one socket. */
    void states(StringBuilder text, SocketSnapshot socket) {
        if (socket.transitions.isEmpty()) {
            line(text, state("", Names.state(socket), "", ""));
        }
        for (int i = 0; i < socket.transitions.size(); i++) {
            Transition entered = socket.transitions.get(i);
            Transition left = i + 1 < socket.transitions.size() ? socket.transitions.get(i + 1) : null;
            line(
                    text,
                    state(
                            at(entered.latest - socket.openedAt),
                            Names.state(entered.to, entered.evidence),
                            left == null ? "" : lasted(entered, left),
                            known(entered)));
        }
        if (socket.closeCall != null) {
            String indent = state("", "", "", "").substring(0, CALL);
            line(text, indent + UseText.closing(socket.closeCall, width - CALL));
        }
    }

    private static String at(long nanos) {
        return (nanos < 0 ? "" : "+") + Times.atMost(nanos);
    }

    /** {@code 12.8ms}, {@code up to 12.8ms}, {@code 100us to 12.8ms}. */
    private static String lasted(Transition entered, Transition left) {
        long least = Math.max(0, left.earliest - entered.latest);
        long most = Math.max(0, left.latest - entered.earliest);
        if (least == most) {
            return Times.fine(least);
        }
        return (least == 0 ? "up to " : Times.fine(least) + " to ") + Times.atMost(most);
    }

    /** {@code call}; {@code kernel, up to 12.8ms earlier}. */
    private static String known(Transition entered) {
        String known = entered.evidence.label();
        long earlier = entered.uncertainty();
        return earlier == 0 ? known : known + ", up to " + Times.atMost(earlier) + " earlier";
    }

    private void line(StringBuilder text, String line) {
        text.append(Words.stripEnd(Words.cut(line, width))).append('\n');
    }
}
