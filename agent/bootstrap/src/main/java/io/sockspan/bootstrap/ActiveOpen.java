package io.sockspan.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A connect of the application's (an active OPEN of RFC 9293, section 3.9.1.1), and how it went as long as the agent's thread has not taken
 * it in. Most connects are over by then, and need no event. Afterwards events tell.
 *
 * <p>One call of the application's after the other notes what it brought; each of them finds out whether it came before the agent's
 * thread did.
 */
public final class ActiveOpen extends Opening {
    private static final int PENDING = 1;
    private static final int CONNECTED = 1 << 1;
    private static final int CLOSED = 1 << 2;

    private static final AtomicIntegerFieldUpdater<ActiveOpen> NOTED =
            AtomicIntegerFieldUpdater.newUpdater(ActiveOpen.class, "noted");

    /** What {@link ApplicationContext#current()} gave. */
    public final Object applicationContext;
    /** {@link System#nanoTime()} at which connect was entered. */
    public final long enteredAt;

    private long connectedAt;
    private int localPort;
    private InetSocketAddress localAddress;
    private InetAddress destination;
    private volatile int noted;

    ActiveOpen(InetAddress address, int port, Object applicationContext, long enteredAt) {
        super(address, port);
        this.applicationContext = applicationContext;
        this.enteredAt = enteredAt;
    }

    /** The JDK is about to connect to that address. */
    void goesTo(InetAddress address) {
        destination = address;
    }

    /** If it {@link #isConnected}: the peer's address, which is not the one given to connect where that was the wildcard address. */
    public InetAddress destination() {
        return destination == null ? address : destination;
    }

    /** Connect has returned before the handshake was complete; false if an event has to tell. */
    boolean pending() {
        return note(PENDING);
    }

    /** Connect has succeeded; false if an event has to tell. */
    boolean connected(long at, int port, InetSocketAddress address) {
        connectedAt = at;
        localPort = port;
        localAddress = address;
        return note(CONNECTED);
    }

    private boolean note(int what) {
        int before = noted;
        // Only the agent's thread can come in between, and it closes.
        return (before & CLOSED) == 0 && NOTED.compareAndSet(this, before, before | what);
    }

    /** What was noted up to now stands, and from now on events tell. */
    public void close() {
        int before;
        do {
            before = noted;
        } while (!NOTED.compareAndSet(this, before, before | CLOSED));
    }

    /** Whether it was noted that connect returned before the handshake was complete. Once it is closed. */
    public boolean isPending() {
        return (noted & PENDING) != 0;
    }

    /** Whether it was noted that it has succeeded. Once it is closed. */
    public boolean isConnected() {
        return (noted & CONNECTED) != 0;
    }

    /** {@link System#nanoTime()} at which it succeeded, if it {@link #isConnected}. */
    public long connectedAt() {
        return connectedAt;
    }

    /** If it {@link #isConnected}: the local port, 0 where it is not known. */
    public int localPort() {
        return localPort;
    }

    /** If it {@link #isConnected}: the local address, null where it is not known. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }
}
