package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import java.net.InetSocketAddress;

/** Reads the kernel's state of open sockets. Its methods return the value for "unknown" instead of throwing. For the agent's thread. */
public interface KernelProbe {
    /** Whether this system allows reading tcp_info. */
    boolean isReadable();

    /** The first four bytes of tcp_info ({@link io.sockspan.tcp.TcpInfo}); 0 if unknown. */
    int tcpInfo(SocketRecord record);

    /** The first four bytes of tcp_info of the descriptor that has this number now; 0 if it is no TCP socket. */
    int tcpInfoOf(int number);

    /**
     * Whether the record's descriptor is certainly no TCP socket any more, although no hook reported its close: it was closed, or its
     * number belongs to something else.
     */
    boolean isGone(SocketRecord record);

    /** 1 if bytes, the end of the stream or, for a listener, connections wait; 0 if none do; -1 if unknown. */
    int readable(SocketRecord record);

    /** 1 if the kernel accepts more bytes to send; 0 if the send queue is full; -1 if unknown. */
    int writable(SocketRecord record);

    /** The number of unread bytes; -1 if unknown. */
    int unread(SocketRecord record);

    /**
     * Polls many sockets with one system call.
     *
     * @param answers receives, for each of the first {@code count} records, 0 if no bytes, no FIN of the peer and no error arrived and
     *     the kernel accepts more bytes to send; -1 if unknown; another number otherwise
     * @return false if the call failed
     */
    boolean poll(SocketRecord[] records, int count, int[] answers);

    /**
     * The whole tcp_info, as many bytes as the kernel returns; null if unknown. Takes a microsecond, so it is read only where it decides.
     */
    default byte[] wholeTcpInfo(SocketRecord record) {
        return null;
    }

    /** The local address of the socket; null if unknown. */
    InetSocketAddress localAddress(SocketRecord record);
}
