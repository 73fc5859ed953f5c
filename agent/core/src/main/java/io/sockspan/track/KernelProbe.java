package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import java.net.InetSocketAddress;

/** Asks the kernel about open sockets. The answers are "not known" where the kernel cannot be asked. */
public interface KernelProbe {
    /** Whether states can be read on this system. */
    boolean isReadable();

    /** The first bytes of tcp_info ({@link io.sockspan.tcp.TcpInfo}), 0 if not known. */
    int tcpInfo(SocketRecord record);

    /** The same of whatever stands behind that descriptor number now; 0 if that is no TCP socket. */
    int tcpInfoOf(int number);

    /**
     * Whether the record's descriptor, of which no hook has reported the close, is certainly no TCP socket any more: it was closed, or its
     * number stands for something else.
     */
    boolean isGone(SocketRecord record);

    /** 1 if bytes, the end of the stream, or (a listener) connections wait; 0 if none do; -1 if not known. */
    int readable(SocketRecord record);

    /** 1 if the kernel would take more bytes to send; 0 if the send queue is full; -1 if not known. */
    int writable(SocketRecord record);

    /** Bytes that wait to be read, -1 if not known. */
    int unread(SocketRecord record);

    /**
     * Asks about many at once, for less than it takes to ask one after the other.
     *
     * @param answers gets, for each of the first {@code count} records, 0 if neither bytes nor the peer's FIN nor an error have come; -1 if
     *     that is not known; and another number if something has
     * @return false if nothing is known of any
     */
    boolean poll(SocketRecord[] records, int count, int[] answers);

    /** Null if not known. */
    InetSocketAddress localAddress(SocketRecord record);
}
