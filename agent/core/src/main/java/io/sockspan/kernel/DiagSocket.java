package io.sockspan.kernel;

import java.nio.ByteBuffer;

/** A netlink socket of the family NETLINK_SOCK_DIAG (sock_diag(7)), open only between {@link #open} and {@link #close}. For one thread. */
public interface DiagSocket {
    /** Opens a new socket, so that no answer to an earlier question waits there. Returns whether the system allows it. */
    boolean open();

    /** Sends what is between the buffer's position and its limit. Returns whether all was sent; the answers are there then. */
    boolean send(ByteBuffer requests);

    /**
     * The next datagram, from position 0 to the limit, in the machine's byte order; valid until the next call. Null if none waits, or if it
     * was cut or is not the kernel's.
     */
    ByteBuffer receive();

    /** Closes the socket. */
    void close();

    /** A direct buffer for {@link #send}, of the machine's byte order. */
    ByteBuffer buffer();
}
