package io.sockspan.bootstrap;

import java.net.InetAddress;

/**
 * A name that the JDK has looked up: in the system's name service, or by a resolver that the application has installed. What the JDK has in
 * its cache is not looked up. Times are {@link System#nanoTime()}. The thread that makes the lookup writes it; once a connect has it, it does
 * not change any more.
 */
public final class DnsLookup {
    /** What is kept of the message: its end says what failed. Before it stands the name, which can have any length. */
    private static final int TAIL = 100;

    public final String name;
    public final long startedAt = System.nanoTime();

    private long endedAt;
    private InetAddress[] addresses;
    private String failure;

    DnsLookup(String name) {
        this.name = NameLimit.bounded(name);
    }

    void found(InetAddress[] addresses) {
        this.endedAt = System.nanoTime();
        this.addresses = addresses;
    }

    /** @param message what the JDK says; null if it says nothing */
    void failed(String message) {
        this.endedAt = System.nanoTime();
        this.failure = message == null ? "" : message.substring(Math.max(0, message.length() - TAIL));
    }

    /** Whether that very object is a result of this lookup: an equal address may have come from elsewhere. */
    boolean hasFound(InetAddress address) {
        if (addresses != null) {
            for (InetAddress found : addresses) {
                if (found == address) {
                    return true;
                }
            }
        }
        return false;
    }

    public long endedAt() {
        return endedAt;
    }

    /** How many addresses the name has; 0 if the lookup failed. */
    public int results() {
        return addresses == null ? 0 : addresses.length;
    }

    /** The end of what the JDK says about the failure, may be empty; null if the lookup did not fail. */
    public String failure() {
        return failure;
    }
}
