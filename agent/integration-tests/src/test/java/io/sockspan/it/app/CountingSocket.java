package io.sockspan.it.app;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;

/** A subclass that comes between, as socket factories of applications do. */
public final class CountingSocket extends Socket {
    private int connects;

    @Override
    public void connect(SocketAddress peer) throws IOException {
        connect(peer, 0);
    }

    @Override
    public void connect(SocketAddress peer, int timeout) throws IOException {
        connects++;
        super.connect(peer, timeout);
    }

    @Override
    public synchronized void close() throws IOException {
        super.close();
    }

    /** Equal to every other one: who tells sockets apart by equals mixes them up. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CountingSocket;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "connects: " + connects;
    }
}
