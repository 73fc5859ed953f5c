package io.sockspan.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The two ends of a connection, as far as they are known: several connections may have the same local port, as long as their local or their
 * remote address differs. Immutable.
 */
public final class ConnectionEnds {
    private static final String UNKNOWN = "-";
    private static final int PARTS = 4;
    /** Nothing else is parsed: a name would be looked up. */
    private static final Pattern LITERAL =
            Pattern.compile("([0-9]{1,3}[.]){3}[0-9]{1,3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*(%.*)?");

    private final InetAddress localAddress;
    private final int localPort;
    private final InetAddress remoteAddress;
    private final int remotePort;

    private ConnectionEnds(InetAddress localAddress, int localPort, InetAddress remoteAddress, int remotePort) {
        this.localAddress = known(localAddress);
        this.localPort = localPort;
        this.remoteAddress = known(remoteAddress);
        this.remotePort = remotePort;
    }

    /** A wildcard says nothing of the connection's own address. */
    private static InetAddress known(InetAddress address) {
        return address == null || address.isAnyLocalAddress() ? null : address;
    }

    /** @return null if it is no TCP address, or is not bound */
    public static ConnectionEnds of(SocketAddress local, SocketAddress remote) {
        if (!(local instanceof InetSocketAddress) || ((InetSocketAddress) local).getPort() <= 0) {
            return null;
        }
        InetSocketAddress here = (InetSocketAddress) local;
        InetSocketAddress there = remote instanceof InetSocketAddress ? (InetSocketAddress) remote : null;
        return new ConnectionEnds(
                here.getAddress(),
                here.getPort(),
                there == null ? null : there.getAddress(),
                there == null ? 0 : there.getPort());
    }

    /**
     * @param localAddress as text; null if unknown
     * @param remoteAddress as text; null if unknown
     * @param remotePort 0 or less if unknown
     */
    public static ConnectionEnds of(String localAddress, int localPort, String remoteAddress, int remotePort) {
        return new ConnectionEnds(address(localAddress), localPort, address(remoteAddress), Math.max(0, remotePort));
    }

    private static InetAddress address(String text) {
        try {
            return text == null || !LITERAL.matcher(text).matches() ? null : InetAddress.getByName(text);
        } catch (UnknownHostException ofAnotherInterface) {
            return null;
        }
    }

    public int localPort() {
        return localPort;
    }

    /** Whether both may be the same connection: what only one of them knows does not count. */
    public boolean mayBe(ConnectionEnds other) {
        return mayHaveTheSameLocalEndAs(other)
                && (remotePort == 0 || other.remotePort == 0 || remotePort == other.remotePort)
                && mayBe(remoteAddress, other.remoteAddress);
    }

    public boolean mayHaveTheSameLocalEndAs(ConnectionEnds other) {
        return localPort == other.localPort && mayBe(localAddress, other.localAddress);
    }

    private static boolean mayBe(InetAddress one, InetAddress other) {
        return one == null || other == null || one.equals(other);
    }

    /** @see #parse */
    public static String text(Collection<ConnectionEnds> connections) {
        return connections.stream().map(ConnectionEnds::toString).sorted().collect(Collectors.joining(","));
    }

    /** Reads what {@link #text} wrote. */
    public static List<ConnectionEnds> parse(String text) {
        List<ConnectionEnds> connections = new ArrayList<>();
        for (String connection : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] parts = connection.split(" ");
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("not the ends of a connection: " + Arrays.toString(parts));
            }
            connections.add(of(parts[0], Integer.parseInt(parts[1]), parts[2], Integer.parseInt(parts[3])));
        }
        return connections;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ConnectionEnds)) {
            return false;
        }
        ConnectionEnds ends = (ConnectionEnds) other;
        return localPort == ends.localPort
                && remotePort == ends.remotePort
                && Objects.equals(localAddress, ends.localAddress)
                && Objects.equals(remoteAddress, ends.remoteAddress);
    }

    @Override
    public int hashCode() {
        return Objects.hash(localAddress, localPort, remoteAddress, remotePort);
    }

    /** {@code 127.0.0.1 50123 127.0.0.1 8080}. */
    @Override
    public String toString() {
        return text(localAddress) + " " + localPort + " " + text(remoteAddress) + " " + remotePort;
    }

    private static String text(InetAddress address) {
        return address == null ? UNKNOWN : address.getHostAddress();
    }
}
