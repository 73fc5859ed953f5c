package io.sockspan.http;

import java.io.IOException;

/** The server's first byte belongs to another protocol than HTTP/1.1: most likely the port is meant for something else. */
public final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1;

    /** Frames of HTTP/2 begin with their length in three bytes (RFC 9113, section 4.1), and servers send short ones first. */
    private static final int SHORT_FRAME = 0;
    /** The content type of a TLS alert (RFC 8446, section 5.1), with which a server rejects a request without TLS. */
    private static final int TLS_ALERT = 21;

    private final boolean http2;

    private NotHttpException(String message, boolean http2) {
        super(message);
        this.http2 = http2;
    }

    static NotHttpException after(int firstByte) {
        switch (firstByte) {
            case SHORT_FRAME:
                return new NotHttpException("the answer is HTTP/2, not HTTP/1.1", true);
            case TLS_ALERT:
                return new NotHttpException("the server expects TLS, that is https", false);
            default:
                return new NotHttpException("the answer is not HTTP", false);
        }
    }

    /** Whether the answer looks like HTTP/2, which gRPC is made of. */
    public boolean isHttp2() {
        return http2;
    }
}
