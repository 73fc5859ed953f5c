package io.sockspan.real;

import java.nio.charset.StandardCharsets;

/** What every server answers: {@code /small}, {@code /big}, which no socket buffer at its default size holds, and {@code /error}. */
final class Answer {
    static final String SMALL = "hello";
    private static final int BIG = 400_000;

    private Answer() {}

    static byte[] body(String method, String path) {
        if (method.equals("HEAD")) {
            return new byte[0];
        }
        return path.startsWith("/big") ? new byte[BIG] : SMALL.getBytes(StandardCharsets.US_ASCII);
    }

    static int status(String path) {
        return path.startsWith("/error") ? 500 : 200;
    }
}
