package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds which of the open clients' ends that the agent has recorded is a connection that was found in a pool. The local port alone does not
 * decide: another connection may have the same one, to another peer or from another address. For one thread.
 */
final class RecordedEnds {
    private final Map<Integer, List<RecordedSocket>> byLocalPort = new HashMap<>();
    private final Supplier<List<RecordedSocket>> everySocket;
    private RecordedEnds every;

    /**
     * @param sockets those to find
     * @param everySocket all sockets of this JVM, which are requested only if these do not decide
     */
    RecordedEnds(Collection<RecordedSocket> sockets, Supplier<List<RecordedSocket>> everySocket) {
        this.everySocket = everySocket;
        for (RecordedSocket socket : sockets) {
            if (socket.role() == SocketRole.CLIENT && socket.isOpen() && socket.localPort() > 0) {
                byLocalPort
                        .computeIfAbsent(socket.localPort(), port -> new ArrayList<>(1))
                        .add(socket);
            }
        }
    }

    /** Which connections these are, as far as they are among the sockets to find, by the sockets' ids. */
    Map<Long, Boolean> byId(Map<ConnectionEnds, Boolean> connections) {
        Map<Long, Boolean> found = new HashMap<>();
        connections.forEach((ends, value) -> {
            RecordedSocket socket = find(ends);
            if (socket != null) {
                found.put(socket.id(), value);
            }
        });
        return found;
    }

    /** The same without a value. */
    Set<Long> ids(Collection<ConnectionEnds> connections) {
        Map<ConnectionEnds, Boolean> all = new HashMap<>();
        connections.forEach(ends -> all.put(ends, true));
        return byId(all).keySet();
    }

    private RecordedSocket find(ConnectionEnds ends) {
        List<RecordedSocket> samePort = byLocalPort.getOrDefault(ends.localPort(), Collections.emptyList());
        for (RecordedSocket socket : samePort) {
            if (ends(socket).mayBe(ends)) {
                return socket;
            }
        }
        // Behind a SOCKS proxy, the connection's object names the target, and the agent the proxy.
        return samePort.size() == 1 && !isAnother(ends) ? samePort.get(0) : null;
    }

    private boolean isAnother(ConnectionEnds ends) {
        if (every == null) {
            every = new RecordedEnds(everySocket.get(), Collections::emptyList);
        }
        return every.byLocalPort.getOrDefault(ends.localPort(), Collections.emptyList()).stream()
                .anyMatch(socket -> ends(socket).mayBe(ends));
    }

    private static ConnectionEnds ends(RecordedSocket socket) {
        return ConnectionEnds.of(socket.localAddress(), socket.localPort(), socket.peerAddress(), socket.peerPort());
    }
}
