package io.sockspan.http;

import java.util.Locale;
import java.util.Map;

/** The server's answer. Immutable. */
public final class HttpAnswer {
    private final int status;
    private final String reason;
    private final Map<String, String> headers;
    private final byte[] body;

    HttpAnswer(int status, String reason, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.body = body;
    }

    /** From 200 to 999; interim answers are skipped. */
    public int status() {
        return status;
    }

    /** The reason phrase, cut and in printable ASCII, or an empty string. */
    public String reason() {
        return reason;
    }

    /** The last header of that name, ignoring case; null if there is none. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The content as received, not decoded. */
    public byte[] body() {
        return body;
    }
}
