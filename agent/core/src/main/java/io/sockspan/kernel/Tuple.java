package io.sockspan.kernel;

import java.net.InetAddress;

/**
 * The four values that identify a TCP connection, from the view of one end: local address and port, remote address and port. The local
 * address may be unknown; the other three usually identify the connection. Immutable.
 */
public final class Tuple {
    /** False if the local address is unknown. */
    final boolean localKnown;

    final long localHigh;
    final long localLow;
    final int localPort;
    final long remoteHigh;
    final long remoteLow;
    final int remotePort;

    private Tuple(
            boolean localKnown,
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        this.localKnown = localKnown;
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.localPort = localPort;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
    }

    /**
     * @param local null if unknown; the wildcard address, which no connection has, also counts as unknown
     * @throws NullPointerException if {@code remote} is null
     */
    public static Tuple of(InetAddress local, int localPort, InetAddress remote, int remotePort) {
        boolean localKnown = local != null && !local.isAnyLocalAddress();
        byte[] localBytes = localKnown ? local.getAddress() : null;
        byte[] remoteBytes = remote.getAddress();
        return new Tuple(
                localKnown,
                localKnown ? Ip.high(localBytes) : 0,
                localKnown ? Ip.low(localBytes) : 0,
                localPort,
                Ip.high(remoteBytes),
                Ip.low(remoteBytes),
                remotePort);
    }

    static Tuple of(Row row) {
        return new Tuple(
                true, row.localHigh, row.localLow, row.localPort, row.remoteHigh, row.remoteLow, row.remotePort);
    }

    /** The same, with an unknown local address. */
    public Tuple atAnyAddress() {
        return localKnown ? new Tuple(false, 0, 0, localPort, remoteHigh, remoteLow, remotePort) : this;
    }

    /** The same connection from the view of the other end; its local address must be known. */
    public Tuple opposite() {
        return new Tuple(true, remoteHigh, remoteLow, remotePort, localHigh, localLow, localPort);
    }

    /**
     * Whether the kernel finds the connection by these values alone. A link-local address (RFC 4291, section 2.5.6) would need its device
     * as well.
     */
    boolean isComplete() {
        return localKnown && !Ip.isLinkLocal(localHigh) && !Ip.isLinkLocal(remoteHigh);
    }

    /** Whether both ends have IPv4 addresses. */
    boolean isIpv4() {
        return Ip.isMapped(localHigh, localLow) && Ip.isMapped(remoteHigh, remoteLow);
    }

    /** Whether both are of the same endpoints, as far as is known. */
    public boolean mayEqual(Tuple other) {
        boolean isSameLocal = localLow == other.localLow && localHigh == other.localHigh;
        return localPort == other.localPort
                && remotePort == other.remotePort
                && remoteLow == other.remoteLow
                && remoteHigh == other.remoteHigh
                && (!localKnown || !other.localKnown || isSameLocal);
    }

    /** Whether the row is of this end of the connection. */
    boolean isAt(Row row) {
        return localPort == row.localPort
                && remotePort == row.remotePort
                && remoteLow == row.remoteLow
                && remoteHigh == row.remoteHigh
                && (!localKnown || localLow == row.localLow && localHigh == row.localHigh);
    }

    /** Whether the row is of the other end of the connection. */
    boolean isOppositeOf(Row row) {
        return localPort == row.remotePort
                && remotePort == row.localPort
                && remoteLow == row.localLow
                && remoteHigh == row.localHigh
                && (!localKnown || localLow == row.remoteLow && localHigh == row.remoteHigh);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Tuple)) {
            return false;
        }
        Tuple that = (Tuple) other;
        return localKnown == that.localKnown
                && localHigh == that.localHigh
                && localLow == that.localLow
                && localPort == that.localPort
                && remoteHigh == that.remoteHigh
                && remoteLow == that.remoteLow
                && remotePort == that.remotePort;
    }

    /** Ignores the local address, so that one table contains tuples with and without it. */
    @Override
    public int hashCode() {
        return hash(localPort, remoteHigh, remoteLow, remotePort);
    }

    static int hash(int localPort, long remoteHigh, long remoteLow, int remotePort) {
        long mixed = (remoteHigh * 31 + remoteLow) * 31 + (localPort << 16 | remotePort);
        return (int) (mixed * 0x9E37_79B9_7F4A_7C15L >>> 32);
    }

    @Override
    public String toString() {
        return (localKnown ? Ip.address(localHigh, localLow).getHostAddress() : "*") + " " + localPort + " -> "
                + Ip.address(remoteHigh, remoteLow).getHostAddress() + " " + remotePort;
    }
}
