package io.sockspan.testing.internal;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads which connections of Vert.x and Reactor Netty are in use, on Netty 4.1. These libraries connect in event loops and their pools refer
 * only to idle connections, so neither the opening stack nor a pool shows who has one. But an event loop's thread leads to the loop ({@code
 * ThreadExecutorMap}), the loop to its channels, and a channel to what the library attached to it.
 *
 * <p>Reads without the locks of the application; what cannot be read or is not understood is absent. For one thread.
 */
final class NettyConnections {
    private static final int ACQUIRED = 1;
    private static final int MOST_HANDLERS = 100;
    private static final int TRIES = 10;
    private static final String[] HANDLERS_OF_A_SOCKET = {
        "handler", "endHandler", "drainHandler", "messageHandler", "eventHandler", "exceptionHandler", "closeHandler"
    };

    private final ObjectFields fields = new ObjectFields();
    private final OwnCode own;

    /** @param own distinguishes a connection of the project's from one of a library that is built on Vert.x */
    NettyConnections(OwnCode own) {
        this.own = own;
    }

    /** Whether each is in use, by its local port. */
    Map<Integer, Boolean> read() {
        Map<Integer, Boolean> used = new HashMap<>();
        for (Thread thread : threads()) {
            Object locals = thread == null ? null : fields.get(thread, "threadLocalMap");
            Object variables = locals == null ? null : fields.get(locals, "indexedVariables");
            if (variables != null) {
                fields.children(variables).forEach(variable -> readLoop(variable, used));
            }
        }
        return used;
    }

    private static Thread[] threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        try {
            while (root.getParent() != null) {
                root = root.getParent();
            }
        } catch (SecurityException refused) {
            // Those of the groups up to there.
        }
        // Those that start meanwhile have no connection of a test that is over.
        Thread[] threads = new Thread[2 * root.activeCount() + 1];
        root.enumerate(threads);
        return threads;
    }

    /** @param loop an event loop of NIO or of the native epoll transport, or any other object */
    private void readLoop(Object loop, Map<Integer, Boolean> used) {
        Object selector = fields.get(loop, "unwrappedSelector");
        if (selector instanceof Selector) {
            for (SelectionKey key : keys((Selector) selector)) {
                Object channel = key.attachment();
                add(channel, LocalPort.of(key.channel()), used);
            }
            return;
        }
        Object channels = fields.get(loop, "channels");
        Object values = channels == null ? null : fields.get(channels, "values");
        if (values != null) {
            for (Object channel : fields.children(values)) {
                Object local = fields.get(channel, "local");
                add(channel, local instanceof InetSocketAddress ? ((InetSocketAddress) local).getPort() : 0, used);
            }
        }
    }

    /** On Java 8, a plain set that the event loop changes. */
    private static List<SelectionKey> keys(Selector selector) {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                return new ArrayList<>(selector.keys());
            } catch (ConcurrentModificationException changedMeanwhile) {
                Thread.yield();
            } catch (ClosedSelectorException ended) {
                break;
            }
        }
        return new ArrayList<>();
    }

    /** Whether an object is a channel of Netty's native epoll transport, which has no channel of the JDK's. */
    static boolean isNative(Object object) {
        return object.getClass().getName().startsWith("io.netty.channel.epoll.");
    }

    private void add(Object channel, int port, Map<Integer, Boolean> used) {
        Boolean isUsed = channel == null || port <= 0 ? null : isUsed(channel);
        if (isUsed != null) {
            used.put(port, isUsed);
        }
    }

    private Boolean isUsed(Object channel) {
        Object vertx = null;
        boolean http = false;
        boolean foreign = false;
        for (Object handler : handlers(channel)) {
            String type = handler.getClass().getName();
            if (type.contains("Http2")) {
                // One connection has many streams.
                return null;
            }
            if (type.equals("io.vertx.core.net.impl.VertxHandler")) {
                vertx = fields.get(handler, "conn");
            }
            http |= type.equals("io.netty.handler.codec.http.HttpClientCodec");
            foreign |= !type.startsWith("io.netty.") && !type.startsWith("io.vertx.core.");
        }
        if (vertx != null) {
            return isUsedByVertx(vertx, foreign);
        }
        // Over plain TCP and WebSockets, libraries such as RSocket and STOMP keep connections for as long as their
        // users live.
        return http ? isUsedByReactor(channel) : null;
    }

    private List<Object> handlers(Object channel) {
        List<Object> handlers = new ArrayList<>();
        Object pipeline = fields.get(channel, "pipeline");
        Object context = pipeline == null ? null : fields.get(pipeline, "head");
        for (int i = 0; context != null && i < MOST_HANDLERS; i++) {
            Object handler = fields.get(context, "handler");
            if (handler != null) {
                handlers.add(handler);
            }
            context = fields.get(context, "next");
        }
        return handlers;
    }

    /** @param foreign whether a handler is in the pipeline that is neither Netty's nor Vert.x's own */
    private Boolean isUsedByVertx(Object connection, boolean foreign) {
        switch (connection.getClass().getName()) {
            case "io.vertx.core.http.impl.Http1xClientConnection":
                return isUsedByVertxHttp(connection);
            case "io.vertx.core.net.impl.NetSocketImpl":
                // Vert.x's event bus and its clients of databases and brokers keep such connections for themselves.
                return foreign || !isOwn(connection) ? null : Boolean.TRUE;
            default:
                return null;
        }
    }

    private Boolean isUsedByVertxHttp(Object connection) {
        Object webSocket = fields.get(connection, "webSocket");
        if (webSocket != null) {
            return isOwn(webSocket) ? Boolean.TRUE : null;
        }
        Object requests = fields.get(connection, "requests");
        Object responses = fields.get(connection, "responses");
        if (!(requests instanceof Collection) || !(responses instanceof Collection)) {
            return null;
        }
        return !((Collection<?>) requests).isEmpty() || !((Collection<?>) responses).isEmpty();
    }

    private boolean isOwn(Object socket) {
        for (String name : HANDLERS_OF_A_SOCKET) {
            Object handler = fields.get(socket, name);
            if (handler != null
                    && !handler.getClass().getName().startsWith("io.vertx.core.net.impl.")
                    && !own.isOwn(handler.getClass())) {
                return false;
            }
        }
        return true;
    }

    /** A pooled connection knows its last lease, which says whether it is over. */
    private Boolean isUsedByReactor(Object channel) {
        Object attributes = fields.get(channel, "attributes");
        if (!(attributes instanceof Object[])) {
            return null;
        }
        for (Object attribute : fields.children(attributes)) {
            Object value = attribute instanceof AtomicReference ? ((AtomicReference<?>) attribute).get() : null;
            Object lease = lease(value);
            if (lease == null && value != null) {
                lease = lease(fields.get(value, "connection"));
            }
            Object state = lease == null ? null : fields.get(lease, "state");
            if (state != null) {
                return state.equals(ACQUIRED);
            }
        }
        return null;
    }

    private Object lease(Object connection) {
        return connection != null
                        && connection.getClass().getName().endsWith("PooledConnectionProvider$PooledConnection")
                ? fields.get(connection, "pooledRef")
                : null;
    }
}
