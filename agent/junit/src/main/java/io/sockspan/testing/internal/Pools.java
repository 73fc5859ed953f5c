package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which connections are idle in a pool. Reads the pool itself if it can be found: the cache of {@code HttpURLConnection}, and the
 * pools that the test holds. Otherwise the connection's state decides. For one thread.
 */
final class Pools {
    /** Clients that libraries make by default: class names, and what is on the opening stack where they are used. */
    private static final String[][] DEFAULT_CLIENTS = {
        {"okhttp3.internal.concurrent.TaskRunner", "okhttp3."},
        {"org.apache.http.client.fluent.Executor", "org.apache.http.client.fluent."},
        {"org.apache.hc.client5.http.fluent.Executor", "org.apache.hc.client5.http.fluent."},
    };

    private final AgentLink agent;
    private final OwnCode own;
    private final Collection<?> holders;
    private final PoolLeases reader = new PoolLeases();
    private final SharedGrpcChannels channels;

    private Set<Integer> idleUrlConnections;
    private Map<Integer, Boolean> leased = Collections.emptyMap();
    private Set<Integer> shared = Collections.emptySet();

    /**
     * @param holders objects, and classes for their static fields, that may lead to a pool
     * @param channels what tests share
     */
    Pools(AgentLink agent, OwnCode own, Collection<?> holders, SharedGrpcChannels channels) {
        this.channels = channels;
        this.agent = agent;
        this.own = own;
        this.holders = holders;
    }

    /** Reads the pools that these sockets may be in. */
    void read(List<RecordedSocket> sockets) {
        idleUrlConnections = Collections.emptySet();
        leased = Collections.emptyMap();
        shared = channels.localPorts();
        if (sockets.stream().anyMatch(PooledState::isUrlConnection)) {
            idleUrlConnections = agent.idlePorts();
        }
        if (sockets.stream().anyMatch(socket -> PooledState.isPooled(socket) && !PooledState.isUrlConnection(socket))) {
            leased = reader.read(holders(sockets));
        }
    }

    /** As of the last reading. */
    boolean hold(RecordedSocket socket) {
        if (socket.isDropped()) {
            return false;
        }
        if (socket.role() == SocketRole.CLIENT) {
            if (idleUrlConnections != null && PooledState.isUrlConnection(socket)) {
                return idleUrlConnections.contains(socket.localPort());
            }
            if (shared.contains(socket.localPort())) {
                return true;
            }
            Boolean lent = leased.get(socket.localPort());
            if (lent != null) {
                return !lent;
            }
        }
        return PooledState.seemsIdle(socket);
    }

    /** Whether its pool may be forgotten, which only the garbage collector can find out. As of the last reading. */
    boolean mayBeForgotten(RecordedSocket socket) {
        return socket.isKeptByPool() && !leased.containsKey(socket.localPort());
    }

    private Collection<?> holders(List<RecordedSocket> sockets) {
        Set<Object> all = new LinkedHashSet<>();
        for (RecordedSocket socket : sockets) {
            for (String[] client : DEFAULT_CLIENTS) {
                if (socket.openingStack().stream()
                        .anyMatch(frame -> frame.getClassName().startsWith(client[1]))) {
                    all.add(own.find(client[0]));
                }
            }
            all.addAll(own.classesOn(socket.openingStack()));
        }
        List<Object> found = new ArrayList<>(holders);
        all.remove(null);
        found.addAll(all);
        return found;
    }
}
