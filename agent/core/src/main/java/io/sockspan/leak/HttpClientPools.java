package io.sockspan.leak;

import io.sockspan.modules.Modules;
import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads which connections lie idle in the pools of {@code java.net.http.HttpClient}, on every JDK from 11 to 25: those in a {@code
 * ConnectionPool}, and those of HTTP/2 without a stream. Any other connection that is registered with a client's selector has a response that
 * nobody read to the end, or is a WebSocket: it is lent. For all threads.
 *
 * <p>A client is found by its thread. That ends when the client is garbage, and then nothing is known of its connections. A client's lock
 * is the application's and is never taken; what changes during the reading is read again.
 */
public final class HttpClientPools {
    private static final String PACKAGE = "jdk.internal.net.http";
    private static final String THREAD = PACKAGE + ".HttpClientImpl$SelectorManager";

    private final Modules modules;
    private Class<?> opened;
    private Field owner;
    private Field selector;
    private Field pool;
    private Field plain;
    private Field tls;
    private Field http2;
    private Field http2Connections;
    private Field streams;
    private Field http2Connection;
    private Method channel;

    /** @param modules opens the JDK's package to the agent's own class loader at the first reading, and to nobody else */
    public HttpClientPools(Modules modules) {
        this.modules = modules;
    }

    /**
     * @return the ends of idle connections, a semicolon, and those of lent ones, as {@link ConnectionEnds#text} writes them
     * @throws IllegalStateException if this JDK's clients cannot be read
     */
    public synchronized String idleAndLent() {
        try {
            return JdkInternals.read(this::read);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("the pools of java.net.http.HttpClient cannot be read: " + e, e);
        }
    }

    private String read() throws ReflectiveOperationException {
        Set<ConnectionEnds> idle = new HashSet<>();
        Set<ConnectionEnds> all = new HashSet<>();
        for (Thread thread : threads()) {
            if (thread != null && thread.getClass().getName().equals(THREAD)) {
                prepare(thread.getClass());
                Object client = owner.get(thread);
                Object connections = pool.get(client);
                addHttp1((Map<?, ?>) plain.get(connections), idle);
                addHttp1((Map<?, ?>) tls.get(connections), idle);
                addHttp2((Map<?, ?>) http2Connections.get(http2.get(client)), idle);
                addSelected((Selector) selector.get(thread), all);
            }
        }
        all.removeAll(idle);
        return ConnectionEnds.text(idle) + ";" + ConnectionEnds.text(all);
    }

    private static void addSelected(Selector selector, Set<ConnectionEnds> found) {
        if (selector.isOpen()) {
            for (SelectionKey key : new ArrayList<>(selector.keys())) {
                addChannel(key.channel(), found);
            }
        }
    }

    private void addHttp1(Map<?, ?> pool, Set<ConnectionEnds> found) throws ReflectiveOperationException {
        for (Object sameServer : new ArrayList<>(pool.values())) {
            // A list that was removed during the copying leaves a null.
            for (Object connection :
                    sameServer == null ? Collections.emptyList() : new ArrayList<>((Collection<?>) sameServer)) {
                addConnection(connection, found);
            }
        }
    }

    private void addHttp2(Map<?, ?> connections, Set<ConnectionEnds> found) throws ReflectiveOperationException {
        for (Object connection : new ArrayList<>(connections.values())) {
            if (((Map<?, ?>) streams.get(connection)).isEmpty()) {
                addConnection(http2Connection.get(connection), found);
            }
        }
    }

    private void addConnection(Object connection, Set<ConnectionEnds> found) throws ReflectiveOperationException {
        if (connection != null) {
            addChannel((SocketChannel) channel.invoke(connection), found);
        }
    }

    private static void addChannel(SelectableChannel channel, Set<ConnectionEnds> found) {
        try {
            if (channel instanceof SocketChannel) {
                SocketChannel socket = (SocketChannel) channel;
                ConnectionEnds ends = ConnectionEnds.of(socket.getLocalAddress(), socket.getRemoteAddress());
                if (ends != null) {
                    found.add(ends);
                }
            }
        } catch (IOException closed) {
            // It is no longer in use.
        }
    }

    private static Thread[] threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[0];
        int found;
        do {
            // One more than there are shows that the array was long enough.
            threads = new Thread[2 * Math.max(threads.length, root.activeCount()) + 1];
            found = root.enumerate(threads);
        } while (found == threads.length);
        return threads;
    }

    private void prepare(Class<?> thread) throws ReflectiveOperationException {
        if (opened == thread) {
            return;
        }
        modules.open(Modules.of(thread), Modules.of(HttpClientPools.class), PACKAGE);
        owner = JdkInternals.field(thread, "owner");
        selector = JdkInternals.field(thread, "selector");
        pool = JdkInternals.field(owner.getType(), "connections");
        plain = JdkInternals.field(pool.getType(), "plainPool");
        tls = JdkInternals.field(pool.getType(), "sslPool");
        http2 = JdkInternals.field(owner.getType(), "client2");
        http2Connections = JdkInternals.field(http2.getType(), "connections");
        Class<?> ofHttp2 = Class.forName(PACKAGE + ".Http2Connection", false, thread.getClassLoader());
        streams = JdkInternals.field(ofHttp2, "streams");
        http2Connection = JdkInternals.field(ofHttp2, "connection");
        channel = http2Connection.getType().getDeclaredMethod("channel");
        channel.setAccessible(true);
        opened = thread;
    }
}
