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
    private final Map<Integer, List<TrackedSocket>> byPort = new HashMap<>();

    void add(TrackedSocket listener) {
        List<TrackedSocket> atPort = byPort.computeIfAbsent(listener.local.port, port -> new ArrayList<>(1));
        if (!atPort.contains(listener)) {
            atPort.add(listener);
        }
    }

    void remove(TrackedSocket listener) {
        byPort.computeIfPresent(
                listener.local.port, (port, atPort) -> atPort.remove(listener) && atPort.isEmpty() ? null : atPort);
    }

    /** Those that a connection with that local end may have come from. */
    List<TrackedSocket> at(Endpoint local) {
        List<TrackedSocket> atPort = byPort.getOrDefault(local.port, Collections.emptyList());
        if (atPort.size() == 1 && accepts(atPort.get(0).local.address, local.address)) {
            return atPort;
        }
        List<TrackedSocket> possible = new ArrayList<>(atPort.size());
        for (TrackedSocket listener : atPort) {
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
