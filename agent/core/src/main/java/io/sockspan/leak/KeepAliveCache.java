package io.sockspan.leak;

import io.sockspan.modules.Modules;
import io.sockspan.protocol.ConnectionEnds;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads which connections lie idle in the keep-alive cache of {@code java.net.HttpURLConnection}: {@code
 * sun.net.www.http.HttpClient.kac}, a map of {@code ClientVector}s of {@code KeepAliveEntry}s on every JDK from 8 to 25. A connection
 * that it opened and that is not in there is in use, or its response was never read to the end, or it was taken out only to be closed. For all
 * threads.
 *
 * <p>The cache's own lock is the application's and is never taken, except in early releases of Java 8, whose lists are {@code java.util.Stack}s,
 * which synchronize their copying. What is seen to change during the reading is read again. A map that grows meanwhile can hide an entry from one
 * reading, and throws nothing.
 */
public final class KeepAliveCache {
    private static final String PACKAGE = "sun.net.www.http";

    private final Modules modules;
    private Field cache;
    private Field client;
    private Field socket;
    private boolean unreadable;

    /** @param modules opens the JDK's package to the agent's own class loader at the first reading, and to nobody else */
    public KeepAliveCache(Modules modules) {
        this.modules = modules;
    }

    /**
     * @return the two ends of each, as {@link ConnectionEnds#text} writes them
     * @throws IllegalStateException if this JDK's cache, or a connection in it, cannot be read
     */
    public synchronized String idle() {
        try {
            prepare();
            return JdkInternals.read(() -> ConnectionEnds.text(read()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            unreadable = cache == null;
            throw new IllegalStateException("the keep-alive cache of HttpURLConnection cannot be read: " + e, e);
        }
    }

    private void prepare() throws ReflectiveOperationException {
        if (unreadable) {
            throw new IllegalStateException("it could not be opened before");
        }
        if (cache == null) {
            modules.openJavaBaseToModuleOf(KeepAliveCache.class, PACKAGE, "sun.net");
            Class<?> type = Class.forName(PACKAGE + ".HttpClient");
            client = JdkInternals.field(Class.forName(PACKAGE + ".KeepAliveEntry"), "hc");
            socket = JdkInternals.field(Class.forName("sun.net.NetworkClient"), "serverSocket");
            cache = JdkInternals.field(type, "kac");
        }
    }

    private Set<ConnectionEnds> read() throws ReflectiveOperationException {
        Set<ConnectionEnds> idle = new HashSet<>();
        for (Object sameServer : new ArrayList<>(((Map<?, ?>) cache.get(null)).values())) {
            // A list that was removed during the copying leaves a null.
            if (sameServer == null) {
                continue;
            }
            for (Object entry : new ArrayList<>((Collection<?>) sameServer)) {
                Object http = entry == null ? null : client.get(entry);
                Socket connection = http == null ? null : (Socket) socket.get(http);
                if (connection != null) {
                    idle.add(ends(connection));
                }
            }
        }
        return idle;
    }

    /** @throws IllegalStateException if they are unknown, so that this connection would seem to be in use */
    static ConnectionEnds ends(Socket connection) {
        // A socket of the application's own class may do anything when it is asked, and never return.
        ConnectionEnds ends = connection.getClass().getClassLoader() != null
                ? null
                : ConnectionEnds.of(connection.getLocalSocketAddress(), connection.getRemoteSocketAddress());
        if (ends == null) {
            throw new IllegalStateException("the ends of one of its sockets are unknown: a "
                    + connection.getClass().getName());
        }
        return ends;
    }
}
