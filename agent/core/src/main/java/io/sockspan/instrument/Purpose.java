package io.sockspan.instrument;

/** What hooks are for, and what is lost where none serves it. */
enum Purpose {
    SOCKET_CREATED("creation of java.net.Socket", "sockets that never connect are not told"),
    SOCKET_CONNECT("connects of java.net.Socket", "its client connections are not followed"),
    SOCKET_LISTEN("listen of java.net.ServerSocket", "its listeners are not told"),
    SOCKET_ACCEPT("accepts of java.net.ServerSocket", "its accepted connections are not followed"),
    SOCKET_READ("end of stream of java.net.Socket", "it is seen only by the next look at the kernel"),
    SOCKET_WRITE("failed writes of java.net.Socket", "they are seen only by the next look at the kernel"),
    SOCKET_SHUTDOWN("half-close of java.net.Socket", "it is seen only by the next look at the kernel"),
    SOCKET_LINGER("SO_LINGER of java.net.Socket", "a close that resets is told as an ordinary close"),
    SOCKET_CLOSE("close of java.net.Socket", "who closed first is not known"),
    SOCKET_RELEASE("release of java.net.Socket's descriptors", "closed sockets are told as open for too long"),
    CHANNEL_CREATED("creation of SocketChannel", "channels that never connect are not told"),
    SERVER_CHANNEL_CREATED("creation of ServerSocketChannel", "channels that never listen are not told"),
    CHANNEL_CONNECT("connects of SocketChannel", "its client connections are not followed"),
    CHANNEL_FINISH_CONNECT("finishConnect of SocketChannel", "non-blocking connects are told too late"),
    CHANNEL_LISTEN("bind of ServerSocketChannel", "its listeners are not told"),
    CHANNEL_ACCEPT("accepts of ServerSocketChannel", "its accepted connections are not followed"),
    CHANNEL_ACCEPT_FAILED("failed accepts of ServerSocketChannel", "want of descriptors is not told"),
    CHANNEL_READ("end of stream of channels", "it is seen only by the next look at the kernel"),
    CHANNEL_WRITE("failed writes of channels", "they are seen only by the next look at the kernel"),
    CHANNEL_SHUTDOWN("half-close of SocketChannel", "it is seen only by the next look at the kernel"),
    CHANNEL_LINGER("SO_LINGER of channels", "a close that resets is told as an ordinary close"),
    CHANNEL_CLOSE("close of SocketChannel", "who closed first is not known"),
    SERVER_CHANNEL_CLOSE("close of ServerSocketChannel", "its closed listeners are told as open for too long"),
    CHANNEL_RELEASE("release of channels' descriptors", "closed channels are told as open for too long"),
    ASYNC_CONNECT("connects of AsynchronousSocketChannel", "its client connections are not followed"),
    ASYNC_CONNECTED("completed connects of AsynchronousSocketChannel", "they are told as connecting for too long"),
    ASYNC_LISTEN("bind of AsynchronousServerSocketChannel", "its listeners are not told"),
    ASYNC_ACCEPT("accepts of AsynchronousServerSocketChannel", "its accepted connections are not followed"),
    ASYNC_SHUTDOWN("half-close of AsynchronousSocketChannel", "it is seen only by the next look at the kernel"),
    ASYNC_CLOSE("close of AsynchronousSocketChannel", "who closed first is not known"),
    ASYNC_SERVER_CLOSE(
            "close of AsynchronousServerSocketChannel", "its closed listeners are told as open for too long");

    final String what;
    final String loss;

    Purpose(String what, String loss) {
        this.what = what;
        this.loss = loss;
    }
}
