package io.sockspan.testing.internal;

import io.sockspan.testing.ClosedBy;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import io.sockspan.testing.SocketState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The agent's answer to what was opened since a moment; {@code SocketRecords} in the agent tells its form. */
public final class Sightings {
    private final List<RecordedSocket> sockets = new ArrayList<>();
    private long lost;
    private long lastForgotten;

    private Sightings() {}

    static Sightings parse(String records) {
        Sightings sightings = new Sightings();
        RecordedSocket.Builder socket = null;
        for (String line : records.split("\n")) {
            String[] fields = line.split("\t", -1);
            switch (fields[0]) {
                case "agent":
                    sightings.lost = Long.parseLong(fields[2]) + Long.parseLong(fields[3]);
                    sightings.lastForgotten = Long.parseLong(fields[4]);
                    break;
                case "socket":
                    sightings.add(socket);
                    socket = socket(fields);
                    break;
                case "transition":
                    socket.states.add(state(fields[2]));
                    break;
                case "frame":
                    frame(socket, fields);
                    break;
                default:
                    throw new IllegalStateException("unknown record \"" + line + "\"; the agent is of another version");
            }
        }
        sightings.add(socket);
        return sightings;
    }

    private void add(RecordedSocket.Builder socket) {
        if (socket != null) {
            sockets.add(socket.build());
        }
    }

    private static RecordedSocket.Builder socket(String[] fields) {
        RecordedSocket.Builder socket = new RecordedSocket.Builder();
        socket.id = Long.parseLong(fields[1]);
        socket.role = SocketRole.valueOf(fields[2].toUpperCase(Locale.ROOT));
        socket.open = Boolean.parseBoolean(fields[3]);
        socket.dropped = Boolean.parseBoolean(fields[4]);
        socket.state = state(fields[6]);
        socket.stateInferred = fields[7].equals("inferred");
        socket.closedBy = fields[8].isEmpty() ? null : ClosedBy.valueOf(fields[8].toUpperCase(Locale.ROOT));
        socket.errorType = text(fields[10]);
        socket.localAddress = text(fields[11]);
        socket.localPort = number(fields[12]);
        socket.peerAddress = text(fields[13]);
        socket.peerPort = number(fields[14]);
        socket.peerName = text(fields[15]);
        socket.thread = text(fields[16]);
        socket.openedAt = Long.parseLong(fields[17]);
        socket.waiting = number(fields[19]);
        socket.incomplete = Boolean.parseBoolean(fields[20]);
        return socket;
    }

    private static void frame(RecordedSocket.Builder socket, String[] fields) {
        socket.stack.add(
                new StackTraceElement(text(fields[1]), text(fields[2]), text(fields[3]), Integer.parseInt(fields[4])));
        if (!Boolean.parseBoolean(fields[5])) {
            socket.userFrame = socket.stack.size();
        }
    }

    private static SocketState state(String label) {
        return SocketState.valueOf(label.toUpperCase(Locale.ROOT));
    }

    private static int number(String field) {
        return field.isEmpty() ? -1 : Integer.parseInt(field);
    }

    private static String text(String field) {
        if (field.isEmpty()) {
            return null;
        }
        return field.indexOf('\\') < 0 ? field : unescape(field);
    }

    private static String unescape(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                char escaped = field.charAt(++i);
                c = escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
            }
            text.append(c);
        }
        return text.toString();
    }

    /** In the order in which they were opened. */
    public List<RecordedSocket> sockets() {
        return sockets;
    }

    /** What the agent missed since its start, because too much happened at once or a hook failed. */
    public long lost() {
        return lost;
    }

    /** @throws IllegalStateException if one that was opened after the one with that id is not in here */
    public void requireAllAfter(long id) {
        if (lastForgotten > id) {
            throw new IllegalStateException(
                    "so many sockets have ended since then that the agent has forgotten some; let it keep"
                            + " more with -Dsockspan.history=100000");
        }
    }
}
