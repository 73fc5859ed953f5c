package io.sockspan.track;

import io.sockspan.bootstrap.DnsLookup;

/** The lookup of a name that led to a connect. Times are {@link System#nanoTime()}. Immutable. */
public final class NameLookup {
    public final String name;
    public final long startedAt;
    public final long endedAt;
    /** How many addresses the name has; 0 if the lookup failed. */
    public final int results;
    /** Value of {@code error.type} if the lookup failed; else null. */
    public final String errorType;

    NameLookup(DnsLookup lookup) {
        this(
                lookup.name,
                lookup.startedAt,
                lookup.endedAt(),
                lookup.results(),
                lookup.failure() == null ? null : errorType(lookup.failure()));
    }

    NameLookup(String name, long startedAt, long endedAt, int results, String errorType) {
        this.name = name;
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.results = results;
        this.errorType = errorType;
    }

    public boolean hasFailed() {
        return errorType != null;
    }

    /** @param message on Linux that of the C library (gai_strerror(3)), behind the name */
    private static String errorType(String message) {
        if (message.endsWith("Name or service not known")
                || message.endsWith("No address associated with hostname")
                || message.endsWith("nodename nor servname provided, or not known")) {
            return "host_not_found";
        }
        return message.endsWith("Temporary failure in name resolution") ? "try_again" : "name_resolution_error";
    }
}
