package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.owners.Findings;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The report as text for a terminal. Lines end in {@code \n} and fit a width; times are relative to the moment of the snapshot. Immutable;
 * its methods are pure functions, for any thread.
 */
public final class TextReport {
    private static final String REMARK = "REMARK ";

    /** The width that the layout is designed for. */
    public static final int WIDTH = 100;

    private static final String HEADER_GAP = "    ";

    private final String application;
    private final int width;

    /** @param application what the header calls the JVM, such as its main class or jar */
    public TextReport(String application) {
        this(application, WIDTH);
    }

    /** @param width columns, 80 or more */
    public TextReport(String application, int width) {
        this.application = Names.clean(application);
        this.width = Math.max(80, width);
    }

    /** How many sockets are open and suspect, how fresh the kernel's states are, and what was lost: one line if the width allows. */
    public String header(Snapshot snapshot, List<Suspect> suspects) {
        String ofNativeCode = snapshot.nativeSockets() == 0 ? "" : " (" + snapshot.nativeSockets() + " of native code)";
        String counts = "  " + snapshot.open.size() + " open" + ofNativeCode + ", " + suspectCount(snapshot, suspects)
                + " suspect";
        StringBuilder text = new StringBuilder(Names.shorten(application, width - counts.length())).append(counts);
        int column = text.length();
        for (String fact : Arrays.asList(kernel(snapshot), Words.count(snapshot.eventsDropped, "event") + " dropped")) {
            String gap = column + HEADER_GAP.length() + fact.length() <= width ? HEADER_GAP : "\n  ";
            text.append(gap).append(fact);
            column = gap.equals(HEADER_GAP) ? column + gap.length() + fact.length() : 2 + fact.length();
        }
        return text.append('\n').toString();
    }

    /** The header and a table of all open sockets. */
    public String sockets(Snapshot snapshot, List<Suspect> suspects) {
        return header(snapshot, suspects) + table(snapshot.open, suspects, snapshot.takenAt);
    }

    /**
     * A table of some sockets, such as those that pass a filter.
     *
     * @param now {@link System#nanoTime()}
     */
    public String table(List<SocketSnapshot> sockets, List<Suspect> suspects, long now) {
        return new SocketTable(width).render(sockets, notes(suspects), now);
    }

    /** A table with what the kernel knows of each of these connections; one line if that cannot be read. */
    public String statistics(Snapshot snapshot, List<SocketSnapshot> sockets) {
        return snapshot.withoutStatistics == null
                ? StatisticsTable.render(sockets)
                : StatisticsText.missing(snapshot.withoutStatistics);
    }

    /**
     * A paragraph for each suspect; one line if there is none.
     *
     * @param now {@link System#nanoTime()}
     */
    public String suspects(List<Suspect> suspects, long now) {
        return suspects(suspects, now, null);
    }

    /**
     * The same with who holds the sockets, and how much was looked at to find out.
     *
     * @param findings null if nobody searched for holders
     */
    public String suspects(List<Suspect> suspects, long now, Findings findings) {
        if (suspects.isEmpty()) {
            return "No socket is suspect.\n";
        }
        SuspectText wording = new SuspectText(width, findings);
        StringBuilder text = new StringBuilder();
        for (Suspect suspect : suspects) {
            text.append(text.length() == 0 ? "" : "\n")
                    .append(wording.accusation(suspect, now))
                    .append('\n');
        }
        return text.append(findings == null ? "" : "\n" + new HolderText(findings, width).extent())
                .toString();
    }

    /** The states that each socket went through, a line for each, with when it was entered, how long it lasted and how that is known. */
    public String histories(List<SocketSnapshot> sockets) {
        StringBuilder text = new StringBuilder();
        Words.wrap(text, "", HistoryText.LEGEND, width);
        return text.append(new HistoryText(width).render(sockets)).toString();
    }

    /**
     * One socket's line of the table, its history, the lookup of the peer's name and the TLS handshakes, what the kernel knows of it, and the
     * whole stack that opened it.
     */
    public String whole(Snapshot snapshot, SocketSnapshot socket, List<Suspect> suspects) {
        long now = snapshot.takenAt;
        StringBuilder text = new StringBuilder();
        if (socket.isOpen()) {
            text.append(table(Collections.singletonList(socket), suspects, now)).append('\n');
        }
        text.append(histories(Collections.singletonList(socket))).append('\n');
        for (String sentence : PreparationText.of(socket, now)) {
            Words.wrap(text, "", sentence, width);
        }
        String statistics = StatisticsText.of(socket, now);
        if (statistics != null) {
            Words.wrap(text, "", statistics, width);
        } else if (snapshot.withoutStatistics != null) {
            text.append(StatisticsText.missing(snapshot.withoutStatistics));
        }
        return text.append(SocketText.beginning(socket, now)).toString();
    }

    /**
     * The full report: what was lost, the history of the sockets that ended or are suspect, the open sockets, and the suspects. The
     * suspects come last because a terminal stops there.
     */
    public String full(Snapshot snapshot, List<Suspect> suspects) {
        StringBuilder text = new StringBuilder(header(snapshot, suspects));
        text.append(Words.count(snapshot.seen, "socket"))
                .append(" seen since the start    ")
                .append(Words.count(snapshot.hookFailures, "hook failure"))
                .append("    ")
                .append(Words.count(snapshot.stacksSkipped, "stack"))
                .append(" not taken")
                .append(
                        snapshot.endsNotFollowed == 0
                                ? ""
                                : "    " + Words.count(snapshot.endsNotFollowed, "end") + " not followed")
                .append(
                        snapshot.closesUnasked == 0
                                ? ""
                                : "\n" + Words.count(snapshot.closesUnasked, "close state") + " not read")
                .append(
                        snapshot.handshakesUnfollowed == 0
                                ? ""
                                : "\n" + Words.count(snapshot.handshakesUnfollowed, "TLS handshake") + " not followed")
                .append(snapshot.processors >= 1 ? "" : "\n" + Words.scarce(snapshot.processors))
                .append("\n\n");
        List<SocketSnapshot> sockets = endedOrSuspect(snapshot, suspects);
        if (!sockets.isEmpty()) {
            text.append("History of the sockets that ended or are suspect\n")
                    .append(histories(sockets))
                    .append('\n');
        }
        if (!snapshot.open.isEmpty()) {
            text.append("Open\n")
                    .append(table(snapshot.open, suspects, snapshot.takenAt))
                    .append('\n');
        }
        return text.append(suspects(suspects, snapshot.takenAt)).toString();
    }

    private static List<SocketSnapshot> endedOrSuspect(Snapshot snapshot, List<Suspect> suspects) {
        Map<Long, String> notes = notes(suspects);
        List<SocketSnapshot> sockets = new ArrayList<>(snapshot.ended);
        for (SocketSnapshot socket : snapshot.open) {
            if (notes.containsKey(socket.id)) {
                sockets.add(socket);
            }
        }
        sockets.sort(Comparator.comparingLong(socket -> socket.id));
        return sockets;
    }

    private static String kernel(Snapshot snapshot) {
        if (!snapshot.kernelReadable) {
            return "kernel state not readable, states inferred";
        }
        if (snapshot.kernelReadAt == Long.MIN_VALUE) {
            return "kernel state not read yet";
        }
        String age = Times.age(snapshot.takenAt - snapshot.kernelReadAt);
        // In a sentence, a blank separates a plain number of seconds from its unit.
        boolean plain = Character.isDigit(age.charAt(age.length() - 2)) && age.indexOf('m') < 0 && age.endsWith("s");
        return "kernel state read " + (plain ? age.substring(0, age.length() - 1) + " s" : age) + " ago";
    }

    private static long suspectCount(Snapshot snapshot, List<Suspect> suspects) {
        Map<Long, String> notes = notes(suspects);
        return snapshot.open.stream()
                .filter(socket ->
                        notes.containsKey(socket.id) && !notes.get(socket.id).startsWith(REMARK))
                .count();
    }

    private static Map<Long, String> notes(List<Suspect> suspects) {
        Map<Long, String> notes = new HashMap<>();
        for (Suspect suspect : suspects) {
            for (SocketSnapshot socket : suspect.sockets) {
                notes.put(socket.id, note(suspect) + suspect.fingerprint);
            }
        }
        return notes;
    }

    private static String note(Suspect suspect) {
        if (suspect.isRemark()) {
            return REMARK;
        }
        return suspect.kind == LeakKind.DROPPED ? "LEAK " : "SUSPECT ";
    }
}
