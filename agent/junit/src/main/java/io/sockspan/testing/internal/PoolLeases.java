package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds connection pools among what tests hold, and reads which of their connections are lent out and which lie idle. It knows the
 * fields of Apache HttpClient 4 and 5 ({@code AbstractConnPool}, {@code StrictConnPool}, {@code LaxConnPool.PerRoutePool}: {@code
 * leased} and {@code available}; {@code BasicHttpClientConnectionManager}: {@code leased}), OkHttp ({@code RealConnection.calls}), HikariCP
 * ({@code PoolEntry.state}), Tomcat's JDBC pool ({@code busy}, {@code idle}) and Commons Pool 2 ({@code DefaultPooledObject.state}). For one thread.
 */
final class PoolLeases {
    private static final int OBJECTS = 20_000;
    private static final int LEAST = 200;
    /** The greatest distance from a pool's entry to its socket, in objects. */
    private static final int TO_SOCKET = 6;
    /** The greatest number of objects to search. */
    private static final int NEAR = 400;

    private final ObjectFields fields = new ObjectFields();
    private final Map<ConnectionEnds, Boolean> leased = new HashMap<>();

    /**
     * @param holders objects, and classes for their static fields
     * @return whether each found connection is lent out, by its two ends
     */
    Map<ConnectionEnds, Boolean> read(Collection<?> holders) {
        leased.clear();
        List<Object> roots = new ArrayList<>();
        for (Object holder : holders) {
            roots.addAll(holder instanceof Class ? fields.statics((Class<?>) holder) : fields.children(holder));
        }
        int left = OBJECTS;
        for (int i = 0; i < roots.size() && left > 0; i++) {
            // Each has its share, because one of them, such as a server, may lead to more objects than can be read.
            int share = Math.max(LEAST, left / (roots.size() - i));
            left -= search(roots.get(i), Math.min(left, share));
        }
        return leased;
    }

    /**
     * Keeps what it has seen to itself: it does not read what the last objects of its share refer to, and another root may lead there sooner.
     *
     * @return how many objects it has read
     */
    private int search(Object root, int limit) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> queue = new ArrayList<>();
        queue.add(root);
        for (int i = 0; i < queue.size() && seen.size() < limit; i++) {
            Object object = queue.get(i);
            if (isWorthEntering(object) && seen.add(object)) {
                examine(object);
                queue.addAll(fields.children(object));
            }
        }
        return seen.size();
    }

    private void examine(Object object) {
        String type = object.getClass().getName();
        if (type.startsWith("org.apache.h")) {
            examineApache(object);
        } else if (type.startsWith("okhttp3.internal.connection.RealConnection")) {
            for (String users : new String[] {"calls", "transmitters", "allocations"}) {
                Object value = fields.get(object, users);
                if (value instanceof Collection) {
                    record(object, !((Collection<?>) value).isEmpty());
                }
            }
        } else if (type.equals("com.zaxxer.hikari.pool.PoolEntry")) {
            record(object, Integer.valueOf(1).equals(fields.get(object, "state")));
        } else if (type.equals("org.apache.tomcat.jdbc.pool.ConnectionPool")) {
            examineTomcat(object);
        } else if (type.endsWith(".pool2.impl.DefaultPooledObject")) {
            record(object, "ALLOCATED".equals(String.valueOf(fields.get(object, "state"))));
        }
    }

    /** Tomcat's pool has two queues. */
    private void examineTomcat(Object pool) {
        Object busy = fields.get(pool, "busy");
        Object idle = fields.get(pool, "idle");
        if (busy != null && idle != null) {
            fields.children(busy).forEach(entry -> record(entry, true));
            fields.children(idle).forEach(entry -> record(entry, false));
        }
    }

    private void examineApache(Object pool) {
        Object out = fields.get(pool, "leased");
        if (out instanceof Boolean) {
            record(pool, (Boolean) out);
            return;
        }
        Object in = fields.get(pool, "available");
        if (out != null && in instanceof Iterable) {
            fields.children(out).forEach(entry -> record(entry, true));
            fields.children(in).forEach(entry -> record(entry, false));
        }
    }

    /** All sockets at the smallest distance from the entry at which there are any. Behind a closed one there are others' connections. */
    private void record(Object entry, boolean lent) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> level = Collections.singletonList(entry);
        Set<ConnectionEnds> connections = new HashSet<>();
        boolean closed = false;
        for (int distance = 0; distance < TO_SOCKET && connections.isEmpty() && !closed && seen.size() < NEAR; ) {
            List<Object> next = new ArrayList<>();
            boolean wrapped = true;
            for (Object object : level) {
                ConnectionEnds ends = Ends.of(object);
                closed |= ends == null && Ends.isClosedSocket(object);
                if (ends != null) {
                    connections.add(ends);
                } else if (isWorthEntering(object) && seen.add(object)) {
                    wrapped &= ObjectFields.isJdk(object.getClass());
                    next.addAll(fields.children(object));
                }
            }
            distance += wrapped ? 0 : 1;
            if (next.isEmpty()) {
                break;
            }
            level = next;
        }
        connections.forEach(ends -> leased.put(ends, lent));
    }

    static boolean isWorthEntering(Object object) {
        return !(object instanceof String
                || object instanceof Number
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Enum
                || object instanceof Class
                || object instanceof ClassLoader
                || object instanceof Thread
                || object instanceof Socket
                || object.getClass().isArray() && !(object instanceof Object[]));
    }
}
