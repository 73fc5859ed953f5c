package io.sockspan.bench.app;

import java.io.IOException;
import java.net.InetAddress;

/**
 * Loopback addresses in turn. A client port is taken for some time after its connection (TIME_WAIT), but only towards one address, so
 * with many of them there are enough for any number of connections.
 */
final class Loopback {
    private static final int ADDRESSES = 250;

    private final InetAddress[] addresses = new InetAddress[ADDRESSES];
    private int next;

    Loopback() throws IOException {
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (i + 1)});
        }
    }

    InetAddress next() {
        next = next + 1 == ADDRESSES ? 0 : next + 1;
        return addresses[next];
    }

    /** All of them, for a listener. */
    static InetAddress any() throws IOException {
        return InetAddress.getByAddress(new byte[4]);
    }
}
