package io.sockspan.leak;

import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Knows of the connections of the JDK's HTTP clients whether somebody still has them: it reads the clients' pools. It reads each of them only if
 * asked, and at most once between two calls of {@link #expire}. For the agent's thread.
 */
public final class JdkPools {
    private static final String URL_CONNECTION = "HttpURLConnection";
    private static final String HTTP_CLIENT = "java.net.http";

    private final Supplier<String> urlConnections;
    private final Supplier<String> httpClients;
    private Set<String> idle;
    private Set<String> lent;

    /** @see #JdkPools(Supplier, Supplier) */
    public JdkPools(KeepAliveCache urlConnections, HttpClientPools httpClients) {
        this(urlConnections::localPorts, httpClients::localPorts);
    }

    /**
     * @param urlConnections as {@link KeepAliveCache#localPorts}
     * @param httpClients as {@link HttpClientPools#localPorts}
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
        String port = String.valueOf(local.port);
        try {
            return pool.equals(URL_CONNECTION) && !idle().contains(port)
                    || pool.equals(HTTP_CLIENT) && lent().contains(port);
        } catch (IllegalStateException unreadable) {
            return false;
        }
    }

    private Set<String> idle() {
        if (idle == null) {
            idle = ports(urlConnections.get());
        }
        return idle;
    }

    private Set<String> lent() {
        if (lent == null) {
            String idleAndLent = httpClients.get();
            lent = ports(idleAndLent.substring(idleAndLent.indexOf(';') + 1));
        }
        return lent;
    }

    private static Set<String> ports(String text) {
        return new HashSet<>(Arrays.asList(text.split(",")));
    }
}
