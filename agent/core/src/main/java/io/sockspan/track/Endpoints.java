package io.sockspan.track;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Makes endpoints, and gives the same object out again for what was made not long ago: a server's end of all its connections is one,
 * and so is the peer of all that a client has with one server. Remembers a fixed number, each in the one place that it belongs in, so
 * that what is new takes the place of what was there. For the agent's thread.
 */
final class Endpoints {
    private static final int PLACES = 256;

    private final Endpoint[] known = new Endpoint[PLACES];
    private final InetAddress[] addresses = new InetAddress[PLACES];

    /** @param address null where it is not known; what name it was given counts for nothing */
    Endpoint of(InetAddress address, int port) {
        InetAddress shared = address == null || namesInterface(address) ? address : shared(address);
        int place = (31 * port + (shared == null ? 0 : shared.hashCode())) & PLACES - 1;
        Endpoint there = known[place];
        // One address is one object while it is remembered; where it was not, another endpoint does no harm.
        if (there == null || there.port != port || there.address != shared) {
            there = new Endpoint(shared, port);
            known[place] = there;
        }
        return there;
    }

    private InetAddress shared(InetAddress address) {
        int place = address.hashCode() & PLACES - 1;
        InetAddress there = addresses[place];
        if (!address.equals(there)) {
            there = withoutName(address);
            addresses[place] = there;
        }
        return there;
    }

    /** A copy: the application's object holds the host name that it was given, of any length. */
    private static InetAddress withoutName(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            return address;
        }
    }

    /** As a link-local address of IPv6 may; its equals does not look at that. */
    private static boolean namesInterface(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        Inet6Address scoped = (Inet6Address) address;
        return scoped.getScopeId() != 0 || scoped.getScopedInterface() != null;
    }
}
