package io.sockspan.testing.internal;

import io.sockspan.protocol.RecordLine;
import io.sockspan.protocol.SocketField;
import io.sockspan.testing.ClosedBy;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import io.sockspan.testing.SocketState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The agent's answer to a query for the sockets that were opened since a moment. */
public final class Sightings {
    private final List<RecordedSocket> sockets = new ArrayList<>();
    private long lost;
    private long lastForgotten;

    private Sightings() {}

    static Sightings parse(String records) {
        Sightings sightings = new Sightings();
        RecordedSocket.Builder socket = null;
        for (String line : records.split("\n")) {
            RecordLine record = new RecordLine(line);
            switch (record.type()) {
                case "agent":
                    sightings.lost = record.lost();
                    sightings.lastForgotten = record.lastForgotten();
                    break;
                case "socket":
                    sightings.add(socket);
                    socket = socket(record);
                    break;
                case "transition":
                    socket.states.add(state(record.to()));
                    break;
                case "frame":
                    frame(socket, record);
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

    private static RecordedSocket.Builder socket(RecordLine record) {
        RecordedSocket.Builder socket = new RecordedSocket.Builder();
        socket.id = Long.parseLong(record.get(SocketField.ID));
        socket.role = SocketRole.valueOf(record.get(SocketField.ROLE).toUpperCase(Locale.ROOT));
        socket.open = record.isTrue(SocketField.OPEN);
        socket.dropped = record.isTrue(SocketField.COLLECTED);
        socket.closing = record.isTrue(SocketField.CLOSING);
        socket.state = state(record.get(SocketField.STATE));
        socket.stateInferred = "inferred".equals(record.get(SocketField.EVIDENCE));
        String closedBy = record.get(SocketField.CLOSED_BY);
        socket.closedBy = closedBy == null ? null : ClosedBy.valueOf(closedBy.toUpperCase(Locale.ROOT));
        socket.errorType = record.get(SocketField.ERROR_TYPE);
        socket.localAddress = record.get(SocketField.LOCAL_ADDRESS);
        socket.localPort = record.number(SocketField.LOCAL_PORT);
        socket.peerAddress = record.get(SocketField.REMOTE_ADDRESS);
        socket.peerPort = record.number(SocketField.REMOTE_PORT);
        socket.peerName = record.get(SocketField.SERVER_NAME);
        socket.thread = record.get(SocketField.THREAD);
        socket.openedAt = Long.parseLong(record.get(SocketField.OPENED_AT));
        socket.waiting = record.number(SocketField.WAITING);
        socket.incomplete = record.isTrue(SocketField.INCOMPLETE);
        socket.pool = record.get(SocketField.POOL);
        socket.keptByPool = record.isTrue(SocketField.POOL_KEEPS);
        socket.forgottenByPool = record.isTrue(SocketField.POOL_FORGETS);
        return socket;
    }

    private static void frame(RecordedSocket.Builder socket, RecordLine record) {
        socket.stack.add(record.frame());
        if (!record.isUser()) {
            socket.userFrame = socket.stack.size();
        }
    }

    private static SocketState state(String label) {
        return SocketState.valueOf(label.toUpperCase(Locale.ROOT));
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
