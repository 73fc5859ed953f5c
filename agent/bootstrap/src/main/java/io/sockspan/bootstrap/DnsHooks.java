package io.sockspan.bootstrap;

import java.net.InetAddress;

/** Hooks that woven JDK code calls on the application's threads when a name is looked up. The rules of {@link OpenHooks} apply. */
public final class DnsHooks {
    private DnsHooks() {}

    /**
     * A lookup begins.
     *
     * @return to be passed to {@link #ended}; null if it is of no interest
     */
    public static DnsLookup entered(String name) {
        Recording recording = Recording.current();
        return name == null || recording == Recording.OFF || recording.own().isAgentThread()
                ? null
                : new DnsLookup(name);
    }

    /**
     * A lookup has ended.
     *
     * @param lookup what {@link #entered} returned
     * @param found null if it failed
     * @param failure what it threw, or null
     */
    public static void ended(DnsLookup lookup, InetAddress[] found, Throwable failure) {
        if (lookup == null) {
            return;
        }
        if (failure == null) {
            lookup.found(found);
        } else {
            // A resolver of the application's may throw an exception of its own, whose methods must not be called here.
            boolean isJdks = failure.getClass().getClassLoader() == null;
            lookup.failed(isJdks ? failure.getMessage() : null);
        }
        LastLookup.set(lookup);
    }
}
