package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds what belongs together among sockets of this JVM: the two ends of one connection, whose ports mirror each other, and the
 * listener that a connection was accepted from. Immutable.
 */
final class Connections {
    private final Map<Long, RecordedSocket> clients = new HashMap<>();
    private final Map<Integer, RecordedSocket> listeners = new HashMap<>();

    /** @param sockets in the order in which they were opened; of two that had the same ports the later one counts */
    Connections(Collection<RecordedSocket> sockets) {
        for (RecordedSocket socket : sockets) {
            if (socket.role() == SocketRole.CLIENT) {
                clients.put(ports(socket.localPort(), socket.peerPort()), socket);
            } else if (socket.role() == SocketRole.LISTENER) {
                listeners.put(socket.localPort(), socket);
            }
        }
    }

    /** The client's end of an accepted connection; null if it is not here. */
    RecordedSocket client(RecordedSocket accepted) {
        return clients.get(ports(accepted.peerPort(), accepted.localPort()));
    }

    /** Null if it is not here. */
    RecordedSocket listener(RecordedSocket accepted) {
        return listeners.get(accepted.localPort());
    }

    private static long ports(int client, int server) {
        return ((long) client << Integer.SIZE) + server;
    }
}
