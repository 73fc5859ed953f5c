package io.sockspan.http;

import java.util.Locale;
import java.util.Map;

/** What the server answered. Immutable. */
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

    /** From 200 to 999; what comes before the answer itself is not given. */
    public int status() {
        return status;
    }

    /** The words behind the status, cut and in printable ASCII, or an empty string. */
    public String reason() {
        return reason;
    }

    /** The last header of that name, in whatever case, or null. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The content as it came, not decoded. */
    public byte[] body() {
        return body;
    }
}
