package io.sockspan.leak;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads which connections lie idle in the keep-alive cache of {@code java.net.HttpURLConnection}: {@code
 * sun.net.www.http.HttpClient.kac}, a map of {@code ClientVector}s of {@code KeepAliveEntry}s on every JDK from 8 to 25. A connection
 * that it opened and that is not in there is in use, or its response was never read to the end. For all threads.
 *
 * <p>The cache's own lock is the application's and is never taken; what changes during the reading is read again.
 */
public final class KeepAliveCache {
    private static final String PACKAGE = "sun.net.www.http";
    private static final int TRIES = 5;

    private final Instrumentation instrumentation;
    private Field cache;
    private Field client;
    private Field socket;
    private boolean unreadable;

    /** @param instrumentation opens the JDK's package to the agent's own class loader at the first reading, and to nobody else */
    public KeepAliveCache(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * @return local ports divided by commas, ascending
     * @throws IllegalStateException if this JDK's cache cannot be read
     */
    public synchronized String localPorts() {
        try {
            prepare();
            for (int i = 1; ; i++) {
                try {
                    return read().stream().map(String::valueOf).collect(Collectors.joining(","));
                } catch (ConcurrentModificationException | IndexOutOfBoundsException changedMeanwhile) {
                    if (i == TRIES) {
                        throw changedMeanwhile;
                    }
                }
            }
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
            open();
            Class<?> type = Class.forName(PACKAGE + ".HttpClient");
            client = field(Class.forName(PACKAGE + ".KeepAliveEntry"), "hc");
            socket = field(Class.forName("sun.net.NetworkClient"), "serverSocket");
            cache = field(type, "kac");
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private Set<Integer> read() throws ReflectiveOperationException {
        Set<Integer> ports = new TreeSet<>();
        for (Object sameServer : new ArrayList<>(((Map<?, ?>) cache.get(null)).values())) {
            for (Object entry : new ArrayList<>((Collection<?>) sameServer)) {
                Object http = entry == null ? null : client.get(entry);
                Socket connection = http == null ? null : (Socket) socket.get(http);
                if (connection != null) {
                    ports.add(connection.getLocalPort());
                }
            }
        }
        return ports;
    }

    /** {@code java.lang.Module} by reflection, because this class must load on Java 8, which has nothing to open. */
    private void open() throws ReflectiveOperationException {
        if (System.getProperty("java.specification.version").startsWith("1.")) {
            return;
        }
        Object own = Class.class.getMethod("getModule").invoke(KeepAliveCache.class);
        Object base = Class.class.getMethod("getModule").invoke(Object.class);
        List<String> packages = Arrays.asList(PACKAGE, "sun.net");
        Map<String, Set<Object>> opens =
                packages.stream().collect(Collectors.toMap(name -> name, name -> new HashSet<>(Arrays.asList(own))));
        Instrumentation.class
                .getMethod(
                        "redefineModule",
                        Class.forName("java.lang.Module"),
                        Set.class,
                        Map.class,
                        Map.class,
                        Set.class,
                        Map.class)
                .invoke(
                        instrumentation,
                        base,
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        opens,
                        Collections.emptySet(),
                        Collections.emptyMap());
    }
}
