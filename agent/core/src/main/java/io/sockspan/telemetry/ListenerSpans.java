package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.track.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The spans of the open listeners, so that an accepted connection can link to its own. Several listeners may share a port, on different
 * addresses or, with SO_REUSEPORT, on the same one. For the agent's thread.
 */
final class ListenerSpans {
    private final Map<Integer, List<Listener>> byPort = new HashMap<>();

    void add(Endpoint local, SpanContext span) {
        byPort.computeIfAbsent(local.port, port -> new ArrayList<>(1)).add(new Listener(local, span));
    }

    void remove(Endpoint local, SpanContext span) {
        List<Listener> listeners = byPort.get(local.port);
        if (listeners != null) {
            listeners.removeIf(listener -> listener.span.equals(span));
            if (listeners.isEmpty()) {
                byPort.remove(local.port);
            }
        }
    }

    /**
     * The listener that accepted a connection with that local end: the kernel prefers a listener on the same address to one on the wildcard
     * address. If the connection's address is unknown, any listener on its port may be the one.
     *
     * @return null if there is none, or if several may be the one
     */
    SpanContext of(Endpoint local) {
        List<Listener> listeners = byPort.getOrDefault(local.port, Collections.emptyList());
        if (local.address == null) {
            return only(listeners, listener -> true);
        }
        if (listeners.stream().anyMatch(listener -> listener.local.equals(local))) {
            return only(listeners, listener -> listener.local.equals(local));
        }
        return only(listeners, Listener::isOnAnyAddress);
    }

    private static SpanContext only(List<Listener> listeners, Predicate<Listener> candidates) {
        SpanContext found = null;
        for (Listener listener : listeners) {
            if (candidates.test(listener)) {
                if (found != null) {
                    return null;
                }
                found = listener.span;
            }
        }
        return found;
    }

    private static final class Listener {
        final Endpoint local;
        final SpanContext span;

        Listener(Endpoint local, SpanContext span) {
            this.local = local;
            this.span = span;
        }

        boolean isOnAnyAddress() {
            return local.address == null || local.address.isAnyLocalAddress();
        }
    }
}
