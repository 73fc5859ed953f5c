package io.sockspan.track;

import java.net.Inet6Address;
import java.net.InetAddress;

/** One end of a connection. {@link #address} is null if unknown; the port may be known nevertheless. Immutable. */
public final class Endpoint {
    public final InetAddress address;
    public final int port;

    public Endpoint(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    /** {@code 10.0.0.5:8080}, {@code [2001:db8::1]:8080}, or {@code *:8080} where the address is unknown or the wildcard. */
    @Override
    public String toString() {
        if (address == null || address.isAnyLocalAddress()) {
            return "*:" + port;
        }
        String text = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Endpoint)) {
            return false;
        }
        Endpoint that = (Endpoint) other;
        return port == that.port && (address == null ? that.address == null : address.equals(that.address));
    }

    @Override
    public int hashCode() {
        return 31 * port + (address == null ? 0 : address.hashCode());
    }
}
