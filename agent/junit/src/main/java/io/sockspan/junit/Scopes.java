package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All running tests and classes, and those that ended while one of them ran. For all threads; one for the JVM. */
final class Scopes {
    static final Scopes ALL = new Scopes();

    private final List<Scope> scopes = new ArrayList<>();
    /** Sockets that a test or class has already answered for. */
    private final Set<Long> settled = Collections.synchronizedSet(new HashSet<>());

    synchronized void begin(Scope scope) {
        // The listener may have added the scope before, with a somewhat earlier begin.
        scopes.removeIf(known -> known.uniqueId.equals(scope.uniqueId));
        scopes.stream().filter(Scope::isRunning).forEach(scope::overlap);
        scopes.add(scope);
    }

    synchronized void end(Scope scope, long lastId) {
        scope.end(lastId);
        if (scope.begin() == lastId) {
            // Like most scopes, it opened no socket, and nobody will ask for its sockets.
            scopes.remove(scope);
        }
        if (scope.isClass() || scopes.stream().noneMatch(other -> other.isClass() && other.isRunning())) {
            forget();
        }
    }

    private void forget() {
        long earliest = scopes.stream()
                .filter(Scope::isRunning)
                .mapToLong(Scope::begin)
                .min()
                .orElse(Long.MAX_VALUE);
        scopes.removeIf(scope -> !scope.isRunning() && scope.end() <= earliest);
    }

    synchronized Scope find(String uniqueId) {
        return scopes.stream()
                .filter(scope -> scope.uniqueId.equals(uniqueId))
                .findFirst()
                .orElse(null);
    }

    /**
     * The scopes that may have opened it: the running tests, and of the classes those without a running test at that time, as before their
     * first test and after their last.
     */
    synchronized List<Scope> candidates(RecordedSocket socket) {
        List<Scope> at = scopes.stream().filter(scope -> scope.covers(socket)).collect(Collectors.toList());
        return at.stream()
                .filter(scope -> !scope.isClass() || at.stream().noneMatch(other -> isInner(scope, other)))
                .collect(Collectors.toList());
    }

    private static boolean isInner(Scope scope, Scope other) {
        return other != scope && other.isKin(scope) && (!other.isClass() || isEnclosed(other.type, scope.type));
    }

    private static boolean isEnclosed(Class<?> inner, Class<?> outer) {
        for (Class<?> c = inner.getEnclosingClass(); c != null; c = c.getEnclosingClass()) {
            if (c == outer) {
                return true;
            }
        }
        return false;
    }

    synchronized boolean anyClass(Predicate<Scope> wanted) {
        return scopes.stream().anyMatch(scope -> scope.isClass() && wanted.test(scope));
    }

    void settle(RecordedSocket socket) {
        settled.add(socket.id());
    }

    boolean isSettled(RecordedSocket socket) {
        return settled.contains(socket.id());
    }
}
