package io.sockspan.bootstrap;

/** Bounds names that come from the application, which may be of any length and are kept for each socket. */
public final class NameLimit {
    /** A DNS name has 253 characters at most (RFC 1035, section 2.3.4); longer names stand in no table either. */
    public static final int LONGEST = 256;

    private NameLimit() {}

    /** The name itself, or its first characters and an ellipsis. */
    public static String bounded(String name) {
        return name == null || name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + '\u2026';
    }
}
