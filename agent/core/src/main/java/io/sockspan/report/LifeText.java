package io.sockspan.report;

import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.Transition;
import io.sockspan.track.ConnectionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the life of a connection: who it was and how it ended, then each state with when it was entered and how that is known. */
final class LifeText {
    static final String LEGEND =
            "Times count from the first thing seen of each socket. call: a JDK call fixed the moment; kernel, proc: the kernel"
                    + " said so, +- how closely; ?: nobody saw it, the protocol leaves no other way.";

    private static final String INDENT = "      ";
    private static final String SEPARATOR = " | ";
    /** How much of the first line is left for who it was; the rest tells how it ended. */
    private static final int OUTCOME = 54;

    private final int width;
    private final int ends;

    LifeText(int width) {
        this.width = width;
        this.ends = Math.min(46, width - OUTCOME);
    }

    String render(ConnectionSnapshot socket) {
        StringBuilder text = new StringBuilder();
        String who = String.format(
                Locale.ROOT, "%5d %-6s %-" + ends + "s  ", socket.id, Names.side(socket.role), ends(socket));
        text.append(Words.cut(withPlace(who + outcome(socket), socket), width)).append('\n');
        phases(text, socket);
        return text.toString();
    }

    private String ends(ConnectionSnapshot socket) {
        if (socket.role == Role.LISTENER || socket.role == Role.UNCONNECTED) {
            return Names.shorten(Names.end(socket.local), ends);
        }
        String arrow = socket.role == Role.SERVER ? " <- " : " -> ";
        int half = (ends - arrow.length()) / 2;
        String local = Names.end(socket.local);
        String remote = Names.peer(socket);
        // What one end does not need, the other may have.
        int forLocal = Math.max(half, ends - arrow.length() - remote.length());
        String shortLocal = Names.shorten(local, forLocal);
        return shortLocal + arrow + Names.shorten(remote, ends - arrow.length() - shortLocal.length());
    }

    private static String outcome(ConnectionSnapshot socket) {
        List<String> outcome = new ArrayList<>();
        if (socket.isOpen()) {
            outcome.add("still open");
        }
        if (socket.resetBy != null) {
            outcome.add(socket.resetBy == ResetBy.UNKNOWN ? "reset" : "reset by " + socket.resetBy.label());
        } else if (socket.closedBy != null && !socket.isOpen()) {
            outcome.add(
                    socket.closedBy == ClosedBy.GC
                            ? "closed by the collector"
                            : "closed by " + socket.closedBy.label());
        }
        if (socket.errorType != null) {
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

    private String withPlace(String line, ConnectionSnapshot socket) {
        String place = Names.openedAt(socket);
        if (place.equals("-")) {
            return line + "no stack";
        }
        return line + "at " + Names.shorten(place, Math.max(12, width - line.length() - 3));
    }

    private void phases(StringBuilder text, ConnectionSnapshot socket) {
        if (socket.transitions.isEmpty()) {
            text.append(INDENT).append(Names.state(socket)).append('\n');
            return;
        }
        // A server's handshake may be older than the accept that made its descriptor.
        long first = socket.transitions.get(0).earliest;
        long start = first - socket.openedAt < 0 ? first : socket.openedAt;
        int column = 0;
        for (Transition transition : socket.transitions) {
            String phase = phase(transition, start);
            if (column > 0 && column + SEPARATOR.length() + phase.length() > width) {
                text.append('\n');
                column = 0;
            }
            String before = column == 0 ? INDENT : SEPARATOR;
            text.append(before).append(phase);
            column += before.length() + phase.length();
        }
        text.append('\n');
    }

    /** {@code +12.8ms FIN_WAIT_2 kernel +-0.50ms}. */
    private static String phase(Transition transition, long start) {
        long half = transition.uncertainty() / 2;
        String moment = "+" + Times.fine(transition.earliest + half - start);
        String certainty = half == 0 ? "" : " +-" + Times.fine(half);
        return moment + " " + Names.state(transition.to, transition.evidence) + " " + transition.evidence.label()
                + certainty;
    }
}
