package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which sockets count as left open, whoever opened them. For one thread.
 *
 * <ul>
 *   <li>A server's end counts only if the project's own code accepted it, and the client's end, where this JVM has it, is closed: the
 *       two ends are one connection, and as long as the client keeps its end the server has to keep the other.
 *   <li>A client's end that lies idle in a library's pool does not count, nor what is shared by a whole run, nor a library's channel that
 *       was closed and waits for the library's selector.
 *   <li>Everything else counts that is open, or that only the garbage collector closed.
 * </ul>
 */
public final class LeakRules {
    private final AgentLink agent;
    private final OwnCode own;
    private final boolean strict;
    private final Pools pools;
    private final Collection<?> holders;
    /** Null if nobody would check what they keep. */
    private SharedClients clients;
    /** The pooled connections that were open when the test began, and that nobody has given back since it ended. */
    private Set<Long> idleBefore = new HashSet<>();
    /** Connections that were back in their pool at a moment since the test: whoever has one now is another one. */
    private final Set<Long> givenBack = new HashSet<>();

    /**
     * @param holders objects, and classes for their static fields, that may lead to the pools that a test uses
     * @param earlier those of them whose fields hold now what the test shares with others
     * @param strict whether idle connections in pools count, and sockets that a whole run shares
     */
    public LeakRules(AgentLink agent, OwnCode own, Collection<?> holders, Collection<?> earlier, boolean strict) {
        this.pools = new Pools(agent, own, new SharedGrpcChannels(earlier));
        this.holders = holders;
        this.agent = agent;
        this.own = own;
        this.strict = strict;
    }

    /**
     * @param all the sockets that were opened since some moment, in order
     * @return those that count, in order
     */
    public List<RecordedSocket> counted(List<RecordedSocket> all) {
        List<RecordedSocket> left = all.stream()
                .filter(socket -> socket.isOpen() || socket.isDropped())
                .collect(Collectors.toList());
        if (left.isEmpty()) {
            return left;
        }
        Connections connections = new Connections(all);
        left.removeIf(socket -> socket.role() == SocketRole.SERVER && !isAcceptedAndLeft(socket, connections));
        if (!strict && !left.isEmpty()) {
            pools.read(left, holders);
            left.removeIf(socket -> SharedFixtures.own(socket) || isInPool(socket));
            leaveToTheClass(left);
        }
        left.removeIf(this::isReleasedByALibrary);
        return left;
    }

    /**
     * Notes which connections lie idle in pools now, as a test begins that may take them out.
     *
     * @param last the id of the last socket that was opened
     * @param begun objects, and initialized classes for their static fields, that may lead to the pools
     */
    public void begin(long last, Collection<?> begun) {
        if (last > 0) {
            idleBefore = ids(known(false, readPooled(begun)));
        }
    }

    /**
     * Leaves what clients keep that a test shares with others to the check at the end of its class.
     *
     * @param earlier objects, and initialized classes for their static fields, that hold the clients now
     */
    public void leaveSharedClients(Collection<?> earlier) {
        clients = new SharedClients(own, earlier);
    }

    /** Whether a test may have taken a connection out of a pool that had opened it before. */
    public boolean mayHaveTaken() {
        return !idleBefore.isEmpty();
    }

    /**
     * The connections that were idle in their pools as the test began, and that have been lent in every call since it ended, in order. One
     * that was back in between is lent to somebody else, such as a thread that works all the time.
     */
    public List<RecordedSocket> taken() {
        List<RecordedSocket> pooled = readPooled(holders);
        idleBefore.removeAll(ids(known(false, pooled)));
        return known(true, pooled).stream()
                .filter(socket -> idleBefore.contains(socket.id()) && !SharedFixtures.own(socket))
                .collect(Collectors.toList());
    }

    private List<RecordedSocket> readPooled(Collection<?> holders) {
        List<RecordedSocket> pooled = agent.pooled();
        if (!pooled.isEmpty()) {
            pools.read(pooled, holders);
        }
        return pooled;
    }

    private static Set<Long> ids(List<RecordedSocket> sockets) {
        return sockets.stream().map(RecordedSocket::id).collect(Collectors.toCollection(HashSet::new));
    }

    /** The pooled connections of which their pools say that they are lent, or that they are not, as of the last reading. */
    private List<RecordedSocket> known(boolean lent, List<RecordedSocket> pooled) {
        return pooled.stream()
                // What a pool closes after a while is no longer in it, and nobody has it.
                .filter(socket -> !socket.isClosing() && Boolean.valueOf(lent).equals(pools.isLent(socket)))
                .collect(Collectors.toList());
    }

    /**
     * Whether a connection is open whose pool somebody may have forgotten. Only the garbage collector knows, so that asking it before
     * {@link #counted} finds more.
     */
    public boolean mayFindForgotten(List<RecordedSocket> all) {
        List<RecordedSocket> open = all.stream().filter(RecordedSocket::isOpen).collect(Collectors.toList());
        if (strict || open.stream().noneMatch(RecordedSocket::isKeptByPool)) {
            return false;
        }
        pools.read(open, holders);
        return open.stream().anyMatch(pools::mayBeForgotten);
    }

    /** What a client keeps that tests share is checked when the class closes it. */
    private void leaveToTheClass(List<RecordedSocket> left) {
        if (clients != null && !left.isEmpty()) {
            Set<Long> kept = pools.recorded(left).ids(clients.connections());
            left.removeIf(socket -> socket.role() == SocketRole.CLIENT
                    && socket.isOpen()
                    && (!PooledState.isPooled(socket) || PooledState.isOfEventLoop(socket))
                    && kept.contains(socket.id()));
        }
    }

    private boolean isInPool(RecordedSocket socket) {
        boolean held = pools.hold(socket);
        if (held && pools.isLent(socket) != null) {
            givenBack.add(socket.id());
        }
        return held || socket.isOpen() && givenBack.contains(socket.id());
    }

    /** Closed, but still registered with a library's selector, which releases it at its next select. */
    private boolean isReleasedByALibrary(RecordedSocket socket) {
        return socket.isOpen() && socket.isClosing() && !own.called(socket.openingStack());
    }

    private boolean isAcceptedAndLeft(RecordedSocket accepted, Connections connections) {
        if (!isAcceptedByOwnCode(accepted, connections)) {
            return false;
        }
        RecordedSocket client = connections.client(accepted);
        if (client == null) {
            client = new Connections(agent.after(0).sockets()).client(accepted);
        }
        return client == null || !client.isOpen() && !client.isDropped();
    }

    private boolean isAcceptedByOwnCode(RecordedSocket accepted, Connections connections) {
        if (!own.isJdkOnly(accepted.openingStack())) {
            return own.called(accepted.openingStack());
        }
        // Asynchronous channels accept on the JDK's threads: then the opener of the listener decides.
        RecordedSocket listener = connections.listener(accepted);
        return listener != null && own.called(listener.openingStack());
    }
}
