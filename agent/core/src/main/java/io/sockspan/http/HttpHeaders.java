package io.sockspan.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The headers of one request. This package sets those that delimit the request itself; callers cannot. */
public final class HttpHeaders {
    private static final Set<String> OWN = new HashSet<>(
            Arrays.asList("connection", "content-length", "transfer-encoding", "expect", "upgrade", "accept-encoding"));

    private final StringBuilder lines = new StringBuilder();
    private final Set<String> names = new HashSet<>();

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException if the value could end the line, or is not ASCII; the message has the name, but not the value, which
     * may be a secret
     */
    public HttpHeaders add(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("a header's name holds what HTTP does not allow");
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t')) {
            throw new IllegalArgumentException("the header " + name + " holds a character that HTTP does not allow");
        }
        String known = name.toLowerCase(Locale.ROOT);
        if (!OWN.contains(known)) {
            names.add(known);
            lines.append(name).append(": ").append(value).append("\r\n");
        }
        return this;
    }

    private boolean has(String name) {
        return names.contains(name);
    }

    /** The request's header without its first line, and the empty line after it. */
    String text(String authority, int length) {
        return (has("host") ? "" : "Host: " + authority + "\r\n") + lines
                + "Accept-Encoding: identity\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
