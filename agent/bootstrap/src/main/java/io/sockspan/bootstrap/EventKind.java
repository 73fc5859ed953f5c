package io.sockspan.bootstrap;

/**
 * What a {@link SocketEvent} tells. That a socket was created, connected or accepted is no event where all goes well: its record tells
 * ({@link SocketRecord#opening}), and the agent's thread comes to it with the socket's first event or at its next look round.
 */
public enum EventKind {
    /** Connect was entered again, after one had failed; {@link SocketEvent#detail} is the {@link ActiveOpen}. */
    CONNECTING,
    /** A non-blocking connect returned before the handshake was complete, and the agent knew of it already. */
    CONNECT_PENDING,
    /**
     * Connect succeeded, and the agent knew of it already; {@link SocketEvent#number} is the local port or 0, {@link SocketEvent#detail}
     * the local address or null.
     */
    CONNECTED,
    /** Connect failed; {@link SocketEvent#detail} is the {@link Throwable} that it threw. */
    CONNECT_FAILED,
    /** Connect was given a name that has no address; {@link SocketEvent#detail} is an {@link UnresolvedPeer}. */
    HOST_UNRESOLVED,
    /** Listen succeeded; {@link SocketEvent#number} is the backlog, {@link SocketEvent#detail} the local address or null. */
    LISTENING,
    /** A call has shown the descriptor of an adopted socket; the {@link Predecessor} on its record stood for it before. */
    RESOLVED,
    /** Its number was given to another socket and no hook has recorded its release. */
    REPLACED,
    /**
     * A read returned the end of the stream; {@link SocketEvent#number} is the kernel's tcpInfo, 0 where nothing but the peer's FIN can be the
     * reason.
     */
    END_OF_STREAM,
    /** A read or write failed for good; {@link SocketEvent#number} is the kernel's tcpInfo, {@link SocketEvent#detail} the message. */
    BROKEN,
    INPUT_SHUTDOWN,
    /** shutdownOutput was entered; {@link SocketEvent#number} is the kernel's tcpInfo. */
    OUTPUT_SHUTDOWN,
    /**
     * The descriptor's number is about to be given back, and {@link SocketRecord#CLOSE_TOLD} is up; {@link SocketEvent#number} is the
     * tcp_info where close left bytes unread or was not quick ({@link Recording#QUICK_CLOSE}). That close was entered is no event: as a
     * rule this one follows at once, and until it does the record tells.
     */
    RELEASED
}
