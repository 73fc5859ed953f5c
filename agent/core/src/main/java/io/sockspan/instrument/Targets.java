package io.sockspan.instrument;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The JDK classes that have hooks. Kept apart from the hooks, which need Byte Buddy to be described. */
final class Targets {
    static final String PLAIN_SOCKET = "java.net.AbstractPlainSocketImpl";
    static final String SOCKET_INPUT = "java.net.SocketInputStream";
    static final String SOCKET_OUTPUT = "java.net.SocketOutputStream";
    static final String SOCKET_CLEANABLE = "java.net.SocketCleanable";
    static final String NIO_SOCKET = "sun.nio.ch.NioSocketImpl";
    static final String CHANNEL = "sun.nio.ch.SocketChannelImpl";
    static final String SERVER_CHANNEL = "sun.nio.ch.ServerSocketChannelImpl";
    static final String ASYNC = "sun.nio.ch.AsynchronousSocketChannelImpl";
    static final String UNIX_ASYNC = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    static final String ASYNC_SERVER = "sun.nio.ch.AsynchronousServerSocketChannelImpl";
    static final String UNIX_ASYNC_SERVER = "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl";
    static final String NET = "sun.nio.ch.Net";
    static final String SOCKET_DISPATCHER = "sun.nio.ch.SocketDispatcher";
    static final String UNIX_DISPATCHER = "sun.nio.ch.UnixDispatcher";

    static final Set<String> NAMES = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(
            PLAIN_SOCKET,
            SOCKET_INPUT,
            SOCKET_OUTPUT,
            SOCKET_CLEANABLE,
            NIO_SOCKET,
            CHANNEL,
            SERVER_CHANNEL,
            ASYNC,
            UNIX_ASYNC,
            ASYNC_SERVER,
            UNIX_ASYNC_SERVER,
            NET,
            SOCKET_DISPATCHER,
            UNIX_DISPATCHER)));

    private Targets() {}
}
