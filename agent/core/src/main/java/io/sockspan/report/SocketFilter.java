package io.sockspan.report;

import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Endpoint;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Selects the sockets that a person wants to see. Each condition is a pure function; a socket must meet all that are set. */
public final class SocketFilter {
    private final List<Predicate<SocketSnapshot>> conditions = new ArrayList<>();

    /** In one of these states. */
    public SocketFilter states(Set<TcpState> states) {
        return and(socket -> states.contains(socket.state));
    }

    public SocketFilter roles(Set<Role> roles) {
        return and(socket -> roles.contains(socket.role));
    }

    /** With that port at either end. */
    public SocketFilter port(int port) {
        return and(socket -> isPort(socket.local, port) || isPort(socket.remote, port));
    }

    /**
     * Opened longer ago than that.
     *
     * @param nanos age
     * @param now {@link System#nanoTime()}
     */
    public SocketFilter olderThan(long nanos, long now) {
        return and(socket -> socket.age(now) > nanos);
    }

    /** Suspect. */
    public SocketFilter suspects(List<Suspect> suspects) {
        Set<Long> accused = new HashSet<>();
        for (Suspect suspect : suspects) {
            for (SocketSnapshot socket : suspect.sockets) {
                accused.add(socket.id);
            }
        }
        return and(socket -> accused.contains(socket.id));
    }

    /** The open sockets that pass the filter, ordered by id. */
    public List<SocketSnapshot> open(Snapshot snapshot) {
        List<SocketSnapshot> left = new ArrayList<>();
        for (SocketSnapshot socket : snapshot.open) {
            if (conditions.stream().allMatch(condition -> condition.test(socket))) {
                left.add(socket);
            }
        }
        left.sort(SocketOrder.ID.comparator());
        return left;
    }

    private SocketFilter and(Predicate<SocketSnapshot> condition) {
        conditions.add(condition);
        return this;
    }

    private static boolean isPort(Endpoint end, int port) {
        return end != null && end.port == port;
    }
}
