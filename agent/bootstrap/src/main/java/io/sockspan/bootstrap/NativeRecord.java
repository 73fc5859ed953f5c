package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * The record of a socket that the application knows by its number only, because a library's native code opened it. The record keeps the one
 * descriptor object that there is, so this socket is never reported as collected.
 */
final class NativeRecord extends SocketRecord {
    final FileDescriptor descriptor;

    private volatile InetSocketAddress localAddress;
    private volatile boolean awaitsPeer;

    NativeRecord(FileDescriptor descriptor, int number, long id, long openedAt, CallSite callSite) {
        super(descriptor, null, number, id, openedAt, callSite);
        this.descriptor = descriptor;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** It was accepted, and a later call returns the peer's address. */
    void awaitPeer() {
        awaitsPeer = true;
    }

    /** Whether the peer's address is still to come; false from then on. */
    boolean takeAwaitedPeer() {
        boolean awaited = awaitsPeer;
        awaitsPeer = false;
        return awaited;
    }

    void learnLocalAddress(InetSocketAddress address) {
        localAddress = address;
    }
}
