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
 * that it opened and that is not in there is in use, or its response was never read to the end. For all threads.
 *
 * <p>The cache's own lock is the application's and is never taken; what changes during the reading is read again.
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
     * @throws IllegalStateException if this JDK's cache cannot be read
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
            for (Object entry : new ArrayList<>((Collection<?>) sameServer)) {
                Object http = entry == null ? null : client.get(entry);
                Socket connection = http == null ? null : (Socket) socket.get(http);
                if (connection != null) {
                    idle.add(
                            ConnectionEnds.of(connection.getLocalSocketAddress(), connection.getRemoteSocketAddress()));
                }
            }
        }
        // Of a socket that was never bound.
        idle.remove(null);
        return idle;
    }
}
