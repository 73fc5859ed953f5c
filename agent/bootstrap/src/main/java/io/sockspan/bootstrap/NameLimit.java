package io.sockspan.bootstrap;

/** Bounds the length of names from the application, which may be of any length and are kept for each socket. */
public final class NameLimit {
    /** The longest name in characters. A DNS name has at most 253 (RFC 1035, section 2.3.4). */
    public static final int LONGEST = 256;

    private NameLimit() {}

    /** The name itself, or its first characters and an ellipsis. */
    public static String bounded(String name) {
        return name == null || name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + '\u2026';
    }
}
