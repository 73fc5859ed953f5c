package io.sockspan.leak;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Knows of the connections of the JDK's HTTP clients whether somebody still has them: it reads the clients' pools. It reads each of them only if
 * asked, and at most once between two calls of {@link #expire}. For the agent's thread.
 */
public final class JdkPools {
    private static final String URL_CONNECTION = "HttpURLConnection";
    private static final String HTTP_CLIENT = "java.net.http";

    private final Supplier<String> urlConnections;
    private final Supplier<String> httpClients;
    /** By their local ports. */
    private Map<Integer, List<ConnectionEnds>> idle;

    private Map<Integer, List<ConnectionEnds>> lent;

    /** @see #JdkPools(Supplier, Supplier) */
    public JdkPools(KeepAliveCache urlConnections, HttpClientPools httpClients) {
        this(urlConnections::idle, httpClients::idleAndLent);
    }

    /**
     * @param urlConnections as {@link KeepAliveCache#idle}
     * @param httpClients as {@link HttpClientPools#idleAndLent}
     */
    JdkPools(Supplier<String> urlConnections, Supplier<String> httpClients) {
        this.urlConnections = urlConnections;
        this.httpClients = httpClients;
    }

    /** Reads anew when it is asked the next time. */
    void expire() {
        idle = null;
        lent = null;
    }

    /**
     * Whether the application has taken the connection and not given it back; false if that cannot be read.
     *
     * @param pool the name of its library, of {@link KnownPools#of}
     */
    boolean haveLent(TrackedSocket c, String pool) {
        Endpoint local = c.local();
        if (local == null) {
            return false;
        }
        ConnectionEnds ends = ConnectionEnds.of(address(local), address(c.remote()));
        if (ends == null) {
            return false;
        }
        try {
            if (pool.equals(URL_CONNECTION)) {
                // Behind a SOCKS proxy, the pool knows the target and not the proxy, so that its remote end is another.
                return samePort(idle(), ends).stream().noneMatch(ends::mayHaveTheSameLocalEndAs);
            }
            return pool.equals(HTTP_CLIENT) && samePort(lent(), ends).stream().anyMatch(ends::mayBe);
        } catch (IllegalStateException unreadable) {
            return false;
        }
    }

    private static InetSocketAddress address(Endpoint end) {
        return end == null ? null : new InetSocketAddress(end.address, end.port);
    }

    private static List<ConnectionEnds> samePort(Map<Integer, List<ConnectionEnds>> connections, ConnectionEnds ends) {
        return connections.getOrDefault(ends.localPort(), Collections.emptyList());
    }

    private Map<Integer, List<ConnectionEnds>> idle() {
        if (idle == null) {
            idle = byLocalPort(urlConnections.get());
        }
        return idle;
    }

    private Map<Integer, List<ConnectionEnds>> lent() {
        if (lent == null) {
            String idleAndLent = httpClients.get();
            lent = byLocalPort(idleAndLent.substring(idleAndLent.indexOf(';') + 1));
        }
        return lent;
    }

    private static Map<Integer, List<ConnectionEnds>> byLocalPort(String text) {
        return ConnectionEnds.parse(text).stream().collect(Collectors.groupingBy(ConnectionEnds::localPort));
    }
}
