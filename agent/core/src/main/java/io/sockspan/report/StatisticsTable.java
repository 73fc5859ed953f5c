package io.sockspan.report;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.track.SocketSnapshot;
import java.util.List;
import java.util.Locale;

/** A table with what the kernel knows of each connection, a line each, for a width of 100 columns or more. */
final class StatisticsTable {
    private static final int REMOTE = 21;

    private StatisticsTable() {}

    /** Connections that were not read are left out; empty if none was read. */
    static String render(List<SocketSnapshot> sockets) {
        StringBuilder text = new StringBuilder();
        for (SocketSnapshot socket : sockets) {
            TcpStatistics known = socket.statistics;
            if (known != null) {
                line(
                        text,
                        String.valueOf(socket.id),
                        Names.shorten(Names.peer(socket), REMOTE),
                        StatisticsText.time(known.rtt()),
                        String.valueOf(known.retransmits()),
                        StatisticsText.bytes(known.bytesAcknowledged()),
                        StatisticsText.bytes(known.bytesReceived()),
                        StatisticsText.bytes(known.unsentBytes()),
                        StatisticsText.time(known.limitedByPeer()),
                        StatisticsText.rate(known),
                        StatisticsText.time(known.idle()));
            }
        }
        if (text.length() == 0) {
            return "";
        }
        StringBuilder table = new StringBuilder();
        line(table, "ID", "REMOTE", "RTT", "RESENT", "ACKED", "RECEIVED", "UNSENT", "BY PEER", "DELIVERED", "NO DATA");
        return table.append(text)
                .append("RESENT: segments. BY PEER: for how long the peer's window limited the sending."
                        + " DELIVERED: the rate; > where\nthe application sent less than the network carries."
                        + " NO DATA: for how long none was sent or received.\n")
                .toString();
    }

    private static void line(StringBuilder text, String id, String remote, String... numbers) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5s %-" + REMOTE + "s", id, remote));
        int[] widths = {6, 6, 8, 8, 8, 7, 11, 7};
        for (int i = 0; i < numbers.length; i++) {
            line.append(String.format(Locale.ROOT, " %" + widths[i] + "s", numbers[i]));
        }
        text.append(line).append('\n');
    }
}
