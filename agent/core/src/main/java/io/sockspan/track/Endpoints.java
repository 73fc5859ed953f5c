package io.sockspan.track;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Creates endpoints and shares equal ones, to save memory: all connections of a server have one local endpoint, and all connections of a
 * client to one server have one remote endpoint. The cache has a fixed size; each endpoint has one slot, where a new endpoint replaces the
 * old one. For the agent's thread.
 */
final class Endpoints {
    private static final int PLACES = 256;

    private final Endpoint[] known = new Endpoint[PLACES];
    private final InetAddress[] addresses = new InetAddress[PLACES];

    /** @param address null if unknown; its host name is ignored */
    Endpoint of(InetAddress address, int port) {
        InetAddress shared = address == null || namesInterface(address) ? address : shared(address);
        int place = (31 * port + (shared == null ? 0 : shared.hashCode())) & PLACES - 1;
        Endpoint there = known[place];
        // Equal addresses are one object while they are cached. An endpoint that is not shared does no harm.
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

    /** A copy without the host name, which may be of any length in the application's object. */
    private static InetAddress withoutName(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            return address;
        }
    }

    /** Whether an address has a scope, as a link-local address of IPv6 may. Inet6Address.equals ignores the scope. */
    private static boolean namesInterface(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        Inet6Address scoped = (Inet6Address) address;
        return scoped.getScopeId() != 0 || scoped.getScopedInterface() != null;
    }
}
