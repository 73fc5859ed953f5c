package io.sockspan.report;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words for all that the kernel knows of a connection. Pure functions. */
final class StatisticsText {
    private static final String UNKNOWN = "-";
    /** {@code 999 B}, {@code 1.2 kB}: of 1,000 each, as rates are. */
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private StatisticsText() {}

    /** One line for people: why nothing is known. */
    static String missing(String why) {
        return "Nothing more is known of the connections than their states: " + why + ".\n";
    }

    /** One sentence; null if the connection was not read. */
    static String of(SocketSnapshot socket, long now) {
        TcpStatistics known = socket.statistics;
        if (known == null) {
            return null;
        }
        List<String> facts = new ArrayList<>();
        if (known.rtt() >= 0) {
            String least = known.minRtt() < 0 ? "" : " (least " + Times.fine(known.minRtt()) + ")";
            facts.add("round trip " + Times.fine(known.rtt()) + least);
        }
        facts.add(Words.count(known.retransmits(), "segment") + " sent again");
        add(facts, known.bytesAcknowledged(), " sent and acknowledged");
        add(facts, known.bytesReceived(), " received");
        add(facts, known.unsentBytes(), " not sent yet");
        facts.add(Words.count(known.unacknowledgedSegments(), "segment") + " not acknowledged yet");
        if (known.deliveryRate() >= 0) {
            facts.add("delivered " + rate(known));
        }
        if (known.busy() > 0) {
            facts.add("sending for " + Times.fine(known.busy()) + ", of which " + Times.fine(known.limitedByPeer())
                    + " limited by the peer's window and " + Times.fine(known.limitedBySendBuffer())
                    + " by the send buffer");
        }
        if (known.idle() >= 0) {
            facts.add("no data for " + Times.fine(known.idle()));
        }
        return "Of the kernel, " + Times.age(now - known.readEnded) + " ago: " + String.join("; ", facts) + ".";
    }

    private static void add(List<String> facts, long bytes, String what) {
        if (bytes >= 0) {
            facts.add(bytes(bytes) + what);
        }
    }

    /** As in {@code 1.2 MB/s}; with {@code >} where the application sent less than the network can carry. */
    static String rate(TcpStatistics known) {
        return known.deliveryRate() < 0
                ? UNKNOWN
                : (known.isDeliveryLimitedByApplication() ? ">" : "") + bytes(known.deliveryRate()) + "/s";
    }

    static String time(long nanos) {
        return nanos < 0 ? UNKNOWN : Times.fine(nanos);
    }

    static String bytes(long bytes) {
        if (bytes < 0) {
            return UNKNOWN;
        }
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double shown = bytes;
        int unit = 0;
        // 999,950 would be rounded to 1000.0.
        while (shown >= 999.95 && unit < UNITS.length - 1) {
            shown /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", shown, UNITS[unit]);
    }
}
