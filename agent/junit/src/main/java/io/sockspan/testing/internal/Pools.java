package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    private final PoolLeases reader = new PoolLeases();
    private final SharedGrpcChannels channels;

    // By the ids of sockets.

    /** Null where the JDK cannot be read. */
    private Set<Long> idleUrlConnections;

    private Map<Long, Boolean> httpClients = Collections.emptyMap();
    private Map<Long, Boolean> leased = Collections.emptyMap();
    private Map<Long, Boolean> netty = Collections.emptyMap();
    private Set<Long> shared = Collections.emptySet();

    /** @param channels what tests share */
    Pools(AgentLink agent, OwnCode own, SharedGrpcChannels channels) {
        this.channels = channels;
        this.agent = agent;
        this.own = own;
    }

    /**
     * Reads the pools that these sockets may be in.
     *
     * @param holders objects, and classes for their static fields, that may lead to a pool
     */
    void read(List<RecordedSocket> sockets, Collection<?> holders) {
        idleUrlConnections = null;
        httpClients = Collections.emptyMap();
        leased = Collections.emptyMap();
        netty = Collections.emptyMap();
        RecordedEnds recorded = recorded(sockets);
        shared = recorded.ids(channels.connections());
        if (sockets.stream().anyMatch(PooledState::isUrlConnection)) {
            List<ConnectionEnds> idle = agent.idleUrlConnections();
            idleUrlConnections = idle == null ? null : recorded.ids(idle);
        }
        if (sockets.stream().anyMatch(PooledState::isHttpClient)) {
            httpClients = recorded.byId(agent.httpConnections());
        }
        if (sockets.stream().anyMatch(PooledState::isOfEventLoop)) {
            netty = recorded.byId(new NettyConnections(own).read());
        }
        if (sockets.stream()
                .anyMatch(socket -> PooledState.isPooled(socket)
                        && !PooledState.isUrlConnection(socket)
                        && !PooledState.isHttpClient(socket)
                        && !PooledState.isOfEventLoop(socket))) {
            leased = recorded.byId(reader.read(holders(sockets, holders)));
        }
    }

    /** To find these sockets among the connections that pools have. */
    RecordedEnds recorded(List<RecordedSocket> sockets) {
        return new RecordedEnds(sockets, () -> agent.after(0).sockets());
    }

    /** As of the last reading. */
    boolean hold(RecordedSocket socket) {
        if (socket.isDropped()) {
            return socket.isForgottenByPool();
        }
        Boolean lent = isLent(socket);
        return lent == null ? PooledState.seemsIdle(socket) : !lent;
    }

    /** Whether a pool has lent the connection and not got it back, as of the last reading; null if its pool could not be read. */
    Boolean isLent(RecordedSocket socket) {
        if (socket.role() != SocketRole.CLIENT) {
            return null;
        }
        if (idleUrlConnections != null && PooledState.isUrlConnection(socket)) {
            return !idleUrlConnections.contains(socket.id());
        }
        if (PooledState.isHttpClient(socket)) {
            return httpClients.get(socket.id());
        }
        if (shared.contains(socket.id())) {
            return Boolean.FALSE;
        }
        return PooledState.isOfEventLoop(socket) ? netty.get(socket.id()) : leased.get(socket.id());
    }

    /** Whether its pool may be forgotten, which only the garbage collector can find out. As of the last reading. */
    boolean mayBeForgotten(RecordedSocket socket) {
        return socket.isKeptByPool() && !leased.containsKey(socket.id()) && !netty.containsKey(socket.id());
    }

    /** These, clients that libraries make by default, and the project's classes that have opened these sockets. */
    private Collection<?> holders(List<RecordedSocket> sockets, Collection<?> holders) {
        List<Object> all = new ArrayList<>(holders);
        for (RecordedSocket socket : sockets) {
            for (String[] client : DEFAULT_CLIENTS) {
                if (socket.openingStack().stream()
                        .anyMatch(frame -> frame.getClassName().startsWith(client[1]))) {
                    all.add(own.find(client[0]));
                }
            }
            all.addAll(own.classesOn(socket.openingStack()));
        }
        // By identity, because equals() and hashCode() of a test's instance are the user's code.
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        all.removeIf(holder -> holder == null || !known.add(holder));
        return all;
    }
}
