package io.sockspan.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A connect of the application (an active OPEN of RFC 9293, section 3.9.1.1). It holds the outcome until the agent's thread closes it. Most
 * connects have ended by then and need no event. Later outcomes are sent as events.
 *
 * <p>The application's calls set the outcome one after the other. Each call learns whether it was earlier than the agent's thread. Times
 * are {@link System#nanoTime()}.
 */
public final class ActiveOpen extends Opening {
    private static final int PENDING = 1;
    private static final int CONNECTED = 1 << 1;
    private static final int CLOSED = 1 << 2;

    private static final AtomicIntegerFieldUpdater<ActiveOpen> NOTED =
            AtomicIntegerFieldUpdater.newUpdater(ActiveOpen.class, "noted");

    /** The result of {@link ApplicationContext#current()}. */
    public final Object applicationContext;
    /** When connect was entered, {@link System#nanoTime()}. */
    public final long enteredAt;
    /** The lookup of the peer's name that has led to this connect; null if there was none. */
    public final DnsLookup lookup;

    private long connectedAt;
    private int localPort;
    private InetSocketAddress localAddress;
    private InetAddress destination;
    private volatile int noted;

    ActiveOpen(InetAddress address, int port, Object applicationContext, long enteredAt, DnsLookup lookup) {
        super(address, port);
        this.applicationContext = applicationContext;
        this.enteredAt = enteredAt;
        this.lookup = lookup;
    }

    /** The JDK is about to connect to that address. */
    void goesTo(InetAddress address) {
        destination = address;
    }

    /** The peer's address; valid if {@link #isConnected}. It differs from the address given to connect if that was the wildcard address. */
    public InetAddress destination() {
        return destination == null ? address : destination;
    }

    /** Connect returned before the handshake was complete. False if the caller must send an event instead. */
    boolean pending() {
        return note(PENDING);
    }

    /** Connect succeeded. False if the caller must send an event instead. */
    boolean connected(long at, int port, InetSocketAddress address) {
        connectedAt = at;
        localPort = port;
        localAddress = address;
        return note(CONNECTED);
    }

    private boolean note(int what) {
        int before = noted;
        // Only the agent's thread can interfere here, and it only closes.
        return (before & CLOSED) == 0 && NOTED.compareAndSet(this, before, before | what);
    }

    /** Freezes the outcome. From now on the hooks send events. For the agent's thread. */
    public void close() {
        int before;
        do {
            before = noted;
        } while (!NOTED.compareAndSet(this, before, before | CLOSED));
    }

    /** Whether connect returned before the handshake was complete. For use after {@link #close}. */
    public boolean isPending() {
        return (noted & PENDING) != 0;
    }

    /** Whether connect succeeded. For use after {@link #close}. */
    public boolean isConnected() {
        return (noted & CONNECTED) != 0;
    }

    /** When connect succeeded, {@link System#nanoTime()}; valid if {@link #isConnected}. */
    public long connectedAt() {
        return connectedAt;
    }

    /** The local port, 0 if unknown; valid if {@link #isConnected}. */
    public int localPort() {
        return localPort;
    }

    /** The local address, null if unknown; valid if {@link #isConnected}. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }
}
