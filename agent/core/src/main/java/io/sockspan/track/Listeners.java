package io.sockspan.track;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open listeners whose local end is known. For the agent's thread. */
final class Listeners {
    /** By port, which several share where they have different addresses, or SO_REUSEPORT. */
    private final Map<Integer, List<Connection>> byPort = new HashMap<>();
    /** What was asked last and the answer: the next connection has mostly come from the same listener. */
    private Endpoint lastAsked;

    private List<Connection> lastAnswer;

    void add(Connection listener) {
        lastAsked = null;
        List<Connection> atPort = byPort.computeIfAbsent(listener.local.port, port -> new ArrayList<>(1));
        if (!atPort.contains(listener)) {
            atPort.add(listener);
        }
    }

    void remove(Connection listener) {
        lastAsked = null;
        byPort.computeIfPresent(
                listener.local.port, (port, atPort) -> atPort.remove(listener) && atPort.isEmpty() ? null : atPort);
    }

    /** Those that a connection with that local end may have come from. */
    List<Connection> at(Endpoint local) {
        // The same end is the same object, as a rule (Endpoints).
        if (local != lastAsked) {
            lastAnswer = possible(local);
            lastAsked = local;
        }
        return lastAnswer;
    }

    private List<Connection> possible(Endpoint local) {
        List<Connection> possible = new ArrayList<>(1);
        for (Connection listener : byPort.getOrDefault(local.port, Collections.emptyList())) {
            if (accepts(listener.local.address, local.address)) {
                possible.add(listener);
            }
        }
        return possible;
    }

    private static boolean accepts(InetAddress listening, InetAddress connected) {
        return listening == null || connected == null || listening.isAnyLocalAddress() || listening.equals(connected);
    }
}
