package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.net.SocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads which connections of Vert.x 4 and 5 and of Reactor Netty are in use, on Netty 4.1 and 4.2, also in copies that a build has relocated.
 * These libraries connect in event loops and their pools refer only to idle connections, so neither the opening stack nor a pool shows who
 * has one. But an event loop's thread leads to the loop ({@code ThreadExecutorMap}), the loop to its channels, and a channel to what the
 * library attached to it.
 *
 * <p>Reads without the locks of the application; what cannot be read or is not understood is absent. For one thread.
 */
final class NettyConnections {
    private static final int MOST_HANDLERS = 100;
    private static final int TRIES = 10;
    private static final String[] HANDLERS_OF_A_SOCKET = {
        "handler", "endHandler", "drainHandler", "messageHandler", "eventHandler", "exceptionHandler", "closeHandler"
    };

    private final ObjectFields fields = new ObjectFields();
    private final OwnCode own;
    private final ReactorStreams reactor;

    /** @param own distinguishes a connection of the project's from one of a library that is built on Vert.x */
    NettyConnections(OwnCode own) {
        this.own = own;
        this.reactor = new ReactorStreams(fields, own);
    }

    /** Whether each is in use, by its two ends. */
    Map<ConnectionEnds, Boolean> read() {
        Map<ConnectionEnds, Boolean> used = new HashMap<>();
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

    /** @param loop an event loop of NIO or of a native transport, or any other object */
    private void readLoop(Object loop, Map<ConnectionEnds, Boolean> used) {
        // Since Netty 4.2, the loop of every transport has a handler that knows its channels.
        Object handler = fields.get(loop, "ioHandler");
        Object transport = handler == null ? loop : handler;
        Object selector = fields.get(transport, "unwrappedSelector");
        if (selector instanceof Selector) {
            for (SelectionKey key : keys((Selector) selector)) {
                add(channel(key.attachment()), Ends.of(key.channel()), used);
            }
            return;
        }
        Object registered = fields.get(transport, handler == null ? "channels" : "registrations");
        Object values = registered == null ? null : fields.get(registered, "values");
        if (values != null) {
            for (Object registration : fields.children(values)) {
                Object channel = channel(registration);
                add(channel, endsOfNative(channel, fields), used);
            }
        }
    }

    /** @param registered a channel, or since Netty 4.2 the registration of a channel's inner object */
    private Object channel(Object registered) {
        Object inner = registered == null ? null : fields.get(registered, "handle");
        Object channel = inner == null ? null : fields.get(inner, "this$0");
        return channel == null ? registered : channel;
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

    /** Whether an object is a channel of one of Netty's native transports, which has no channel of the JDK's. */
    static boolean isNative(Object object) {
        String type = object.getClass().getName();
        return isIn(type, "io.netty.channel.epoll.") || isIn(type, "io.netty.channel.uring.");
    }

    /** Null if the channel is not connected. */
    static ConnectionEnds endsOfNative(Object channel, ObjectFields fields) {
        Object local = fields.get(channel, "local");
        Object remote = fields.get(channel, "remote");
        return local instanceof SocketAddress && remote instanceof SocketAddress
                ? ConnectionEnds.of((SocketAddress) local, (SocketAddress) remote)
                : null;
    }

    /** @param name the beginning of a class name, which a build may have put behind a prefix of its own */
    static boolean isIn(String type, String name) {
        return type.startsWith(name) || type.contains("." + name);
    }

    private void add(Object channel, ConnectionEnds ends, Map<ConnectionEnds, Boolean> used) {
        Boolean isUsed = channel == null || ends == null ? null : isUsed(channel);
        if (isUsed != null) {
            used.put(ends, isUsed);
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
            if (type.endsWith("io.vertx.core.net.impl.VertxHandler")) {
                vertx = fields.get(handler, "conn");
            }
            http |= type.endsWith("io.netty.handler.codec.http.HttpClientCodec");
            foreign |= !isIn(type, "io.netty.") && !isIn(type, "io.vertx.core.");
        }
        if (vertx != null) {
            return isUsedByVertx(vertx, foreign);
        }
        // Over plain TCP and WebSockets, libraries such as RSocket and STOMP keep connections for as long as their
        // users live.
        return http ? reactor.isUsed(channel) : null;
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
        String type = connection.getClass().getName();
        if (type.endsWith(".Http1xClientConnection")) {
            return isUsedByVertxHttp(connection);
        }
        if (type.endsWith(".WebSocketConnectionImpl")) {
            // Since Vert.x 5, it replaces the one of HTTP.
            Object webSocket = fields.get(connection, "webSocket");
            return webSocket != null && isOwn(webSocket) ? Boolean.TRUE : null;
        }
        if (type.endsWith(".NetSocketImpl")) {
            // Vert.x's event bus and its clients of databases and brokers keep such connections for themselves.
            return foreign || !isOwn(connection) ? null : Boolean.TRUE;
        }
        return null;
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
                    && !isIn(handler.getClass().getName(), "io.vertx.core.net.impl.")
                    && !isIn(handler.getClass().getName(), "io.vertx.core.http.impl.")
                    && !own.isOwn(handler.getClass())) {
                return false;
            }
        }
        return true;
    }
}
