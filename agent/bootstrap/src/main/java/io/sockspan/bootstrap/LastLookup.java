package io.sockspan.bootstrap;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * The last lookup of each thread, for the connect to which it leads: the first one that the same thread begins soon, to an address that this
 * lookup has found. For all threads.
 */
final class LastLookup {
    /** A connect that comes later than this is not counted as the lookup's purpose, in nanoseconds. */
    static final long SOON = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadLocal<DnsLookup> LAST = new ThreadLocal<>();

    /** The time of the last lookup of any thread, so that connects without one need not ask for their thread's. */
    private static volatile long latest;
    /** Whether there was any; then {@link #latest} is right. */
    private static volatile boolean any;

    private LastLookup() {}

    static void set(DnsLookup lookup) {
        LAST.set(lookup);
        latest = lookup.endedAt();
        any = true;
    }

    /**
     * Takes the lookup that has led to this connect.
     *
     * @param now when the connect begins
     * @return null if there is none
     */
    static DnsLookup take(InetAddress address, long now) {
        DnsLookup last = soonBefore(now);
        return last != null && last.hasFound(address) ? take(last) : null;
    }

    /** As {@link #take(InetAddress, long)}, for a connect whose name has no address. */
    static DnsLookup takeFailed(String name, long now) {
        DnsLookup last = soonBefore(now);
        return last != null && last.failure() != null && last.name.equals(NameLimit.bounded(name)) ? take(last) : null;
    }

    private static DnsLookup soonBefore(long now) {
        if (!any || now - latest > SOON) {
            return null;
        }
        DnsLookup last = LAST.get();
        return last == null || now - last.endedAt() > SOON ? null : last;
    }

    private static DnsLookup take(DnsLookup last) {
        // Removed, its place would be created again at the thread's next connect.
        LAST.set(null);
        return last;
    }
}
