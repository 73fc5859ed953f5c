package io.sockspan.leak;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Knows of the connections of the JDK's HTTP clients whether somebody still has them: it reads the clients' pools. It reads each of them only if
 * asked, and at most once between two calls of {@link #expire}, even if it cannot be read. For the agent's thread.
 */
public final class JdkPools {
    private static final String URL_CONNECTION = "HttpURLConnection";
    private static final String HTTP_CLIENT = "java.net.http";

    private final Reading urlConnections;
    private final Reading httpClients;

    /** @see #JdkPools(Supplier, Supplier) */
    public JdkPools(KeepAliveCache urlConnections, HttpClientPools httpClients) {
        this(urlConnections::idle, httpClients::idleAndLent);
    }

    /**
     * @param urlConnections as {@link KeepAliveCache#idle}
     * @param httpClients as {@link HttpClientPools#idleAndLent}
     */
    JdkPools(Supplier<String> urlConnections, Supplier<String> httpClients) {
        this.urlConnections = new Reading(urlConnections);
        this.httpClients = new Reading(httpClients);
    }

    /** Reads anew when it is asked the next time. */
    void expire() {
        urlConnections.expire();
        httpClients.expire();
    }

    /**
     * Whether the application has taken the connection and not given it back, as the last reading shows it.
     *
     * @param pool the name of its library, of {@link KnownPools#of}
     */
    Lease leaseOf(TrackedSocket c, String pool) {
        Reading reading = pool.equals(URL_CONNECTION) ? urlConnections : pool.equals(HTTP_CLIENT) ? httpClients : null;
        ConnectionEnds ends = reading == null || c.local() == null
                ? null
                : ConnectionEnds.of(address(c.local()), address(c.remote()));
        if (ends == null || !reading.succeeds()) {
            return Lease.UNKNOWN;
        }
        if (reading == urlConnections) {
            // Behind a SOCKS proxy, the pool knows the target and not the proxy, so that its remote end is another.
            return contains(reading.idle, ends, ends::mayHaveTheSameLocalEndAs) ? Lease.IDLE : Lease.LENT;
        }
        if (contains(reading.lent, ends, ends::mayBe)) {
            return Lease.LENT;
        }
        return contains(reading.idle, ends, ends::mayBe) ? Lease.IDLE : Lease.UNKNOWN;
    }

    private static InetSocketAddress address(Endpoint end) {
        return end == null ? null : new InetSocketAddress(end.address, end.port);
    }

    private static boolean contains(
            Map<Integer, List<ConnectionEnds>> connections, ConnectionEnds ends, Predicate<ConnectionEnds> isSame) {
        return connections.getOrDefault(ends.localPort(), Collections.emptyList()).stream()
                .anyMatch(isSame);
    }

    /** What was read of one client's pools, by the connections' local ports. */
    private static final class Reading {
        private final Supplier<String> source;
        private boolean isDone;
        /** Null if it cannot be read. */
        private Map<Integer, List<ConnectionEnds>> idle;
        /** Null if it cannot be read, or if the client does not know it. */
        private Map<Integer, List<ConnectionEnds>> lent;

        Reading(Supplier<String> source) {
            this.source = source;
        }

        void expire() {
            isDone = false;
            idle = null;
            lent = null;
        }

        boolean succeeds() {
            if (!isDone) {
                isDone = true;
                read();
            }
            return idle != null;
        }

        private void read() {
            try {
                String[] idleAndLent = source.get().split(";", -1);
                lent = idleAndLent.length == 1 ? null : byLocalPort(idleAndLent[1]);
                idle = byLocalPort(idleAndLent[0]);
            } catch (IllegalStateException unreadable) {
                // It is not tried again before the next round.
            }
        }

        private static Map<Integer, List<ConnectionEnds>> byLocalPort(String text) {
            return ConnectionEnds.parse(text).stream().collect(Collectors.groupingBy(ConnectionEnds::localPort));
        }
    }
}
