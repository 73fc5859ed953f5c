package io.sockspan.bootstrap;

/**
 * The kind of a {@link SocketEvent}. The successful creation, connect or accept of a socket is usually no event: the record holds it
 * ({@link SocketRecord#opening}), and the agent's thread reads it with the socket's first event or at its next sweep.
 */
public enum EventKind {
    /** Connect was entered again after an earlier connect failed; {@link SocketEvent#detail} is the {@link ActiveOpen}. */
    CONNECTING,
    /** A non-blocking connect returned before the handshake was complete, after the agent's thread had read its {@link ActiveOpen}. */
    CONNECT_PENDING,
    /**
     * Connect succeeded after the agent's thread had read its {@link ActiveOpen}. {@link SocketEvent#number} is the local port or 0,
     * {@link SocketEvent#detail} the local address or null.
     */
    CONNECTED,
    /** Connect failed; {@link SocketEvent#detail} is the {@link Throwable} that it threw. */
    CONNECT_FAILED,
    /** Connect was given a name that has no address; {@link SocketEvent#detail} is an {@link UnresolvedPeer}. */
    HOST_UNRESOLVED,
    /** Listen succeeded; {@link SocketEvent#number} is the backlog, {@link SocketEvent#detail} the local address or null. */
    LISTENING,
    /**
     * A call used an adopted socket and so revealed its descriptor object. The {@link Predecessor} on the record has the earlier record.
     */
    RESOLVED,
    /** The kernel gave the number to another socket, and no hook recorded the release. */
    REPLACED,
    /** A read returned the end of the stream; {@link SocketEvent#number} is the tcp_info, 0 if only the peer's FIN can be the cause. */
    END_OF_STREAM,
    /**
     * A read or write failed and the connection is broken. {@link SocketEvent#number} is the tcp_info, {@link SocketEvent#detail} the
     * exception's message.
     */
    BROKEN,
    /**
     * The application has used a socket whose use was wanted ({@link SocketRecord#USE_WANTED}). {@link SocketEvent#number} is the ordinal of
     * the {@link Transfer}, {@link SocketEvent#detail} the {@link Caller}.
     */
    USED,
    INPUT_SHUTDOWN,
    /**
     * A TLS handshake is complete or has failed; {@link SocketEvent#detail} is the {@link TlsHandshake}. Null if an engine has begun one, at
     * {@link SocketEvent#at}.
     */
    TLS_HANDSHAKE,
    /** shutdownOutput was entered; {@link SocketEvent#number} is the tcp_info. */
    OUTPUT_SHUTDOWN,
    /**
     * Close was entered and is worth its caller, {@link SocketEvent#detail}: it resets the connection, or an interrupt makes it. It precedes
     * {@link #RELEASED}.
     */
    CLOSE_CALLED,
    /**
     * The JDK is about to release the descriptor's number, and {@link SocketRecord#CLOSE_REPORTED} is set. {@link SocketEvent#number} is the
     * tcp_info if close discards unread bytes or took longer than {@link CloseHooks#QUICK_CLOSE}; else 0. The entry of close has no event of
     * its own: the record holds it until this event, which usually follows at once.
     */
    RELEASED
}
