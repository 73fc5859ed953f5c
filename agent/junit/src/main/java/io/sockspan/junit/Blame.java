package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides which test a socket belongs to. If only one test ran when the socket was opened, it is that test. Otherwise it is the test whose
 * method is on the opening stack or whose thread opened the socket; else the one whose listener accepted it or that has its other end; else
 * the one whose class is on the stack. If none of these decides, the class answers for the socket, or the last class that may have opened
 * it.
 */
final class Blame {
    private final Scopes scopes;
    private final List<RecordedSocket> all;

    /** @param all all sockets that were opened lately, among which the other ends of connections are */
    Blame(Scopes scopes, List<RecordedSocket> all) {
        this.scopes = scopes;
        this.all = all;
    }

    /** Whether that scope, which ends now, answers for the socket. */
    boolean isOn(Scope scope, RecordedSocket socket) {
        List<Scope> candidates = scopes.candidates(socket);
        Scope owner = owner(socket, candidates);
        if (owner != null) {
            return owner == scope || scope.isClass() && !owner.isRunning() && owner.isKin(scope);
        }
        // It is not known which test opened the socket.
        List<Scope> others = candidates.stream()
                .filter(other -> other != scope && !(scope.isClass() && other.isKin(scope)))
                .collect(Collectors.toList());
        boolean mine = others.size() < candidates.size();
        if (!scope.isClass() && hasClass(scope)) {
            return false;
        }
        return mine && others.stream().noneMatch(other -> other.isRunning() || hasRunningClass(other));
    }

    /** The scopes among which this cannot decide; empty if the socket's scope is known. */
    List<Scope> undecided(RecordedSocket socket) {
        List<Scope> candidates = scopes.candidates(socket);
        return candidates.size() < 2 || owner(socket, candidates) != null ? new ArrayList<>() : candidates;
    }

    Optional<Scope> owner(RecordedSocket socket) {
        return Optional.ofNullable(owner(socket, scopes.candidates(socket)));
    }

    private boolean hasClass(Scope scope) {
        return scopes.anyClass(other -> other.type == scope.type);
    }

    private boolean hasRunningClass(Scope scope) {
        return scopes.anyClass(other -> other.type == scope.type && other.isRunning());
    }

    private Scope owner(RecordedSocket socket, List<Scope> candidates) {
        if (candidates.size() <= 1) {
            return candidates.isEmpty() ? null : candidates.get(0);
        }
        Scope direct = direct(socket, candidates);
        if (direct != null) {
            return direct;
        }
        for (RecordedSocket other : all) {
            if (other != socket && belongTogether(socket, other)) {
                Scope owner = direct(other, scopes.candidates(other));
                if (owner != null && candidates.contains(owner)) {
                    return owner;
                }
            }
        }
        return only(candidates, scope -> scope.isClassOnStackOf(socket));
    }

    private static Scope direct(RecordedSocket socket, List<Scope> candidates) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        Scope onStack = only(candidates, scope -> !scope.isClass() && scope.isOnStackOf(socket));
        return onStack != null ? onStack : only(candidates, scope -> scope.thread.equals(socket.thread()));
    }

    private static Scope only(List<Scope> candidates, Predicate<Scope> known) {
        List<Scope> those = candidates.stream().filter(known).collect(Collectors.toList());
        return those.size() == 1 ? those.get(0) : null;
    }

    /** A listener and what it accepted, or the two ends of a connection. */
    private static boolean belongTogether(RecordedSocket socket, RecordedSocket other) {
        if (other.role() == SocketRole.LISTENER) {
            return socket.role() == SocketRole.SERVER && socket.localPort() == other.localPort()
                    || socket.role() == SocketRole.CLIENT && socket.peerPort() == other.localPort();
        }
        return socket.localPort() >= 0
                && socket.peerPort() >= 0
                && socket.localPort() == other.peerPort()
                && socket.peerPort() == other.localPort();
    }
}
