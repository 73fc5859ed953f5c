package io.sockspan.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one answer from a connection. An answer that breaks the protocol or exceeds a limit causes an {@link IOException} that says why.
 */
final class AnswerReader {
    /** The limit of all lines before the content together. */
    private static final int LONGEST_HEAD = 64 * 1024;

    private static final int LONGEST_REASON = 100;
    private static final int LONGEST_QUOTE = 20;

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final InputStream in;
    private final long longestBody;
    private final IOException broken;
    private int headLeft = LONGEST_HEAD;
    private boolean begun;
    private boolean reusable;

    /** @param broken why the request was not sent whole, which is thrown if there is no answer to it; null if it was */
    AnswerReader(InputStream in, long longestBody, IOException broken) {
        this.in = in;
        this.longestBody = longestBody;
        this.broken = broken;
    }

    /** Whether a byte of the answer has arrived: then the server has received the request. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether the server accepts another request on this connection; known after {@link #read}. */
    boolean isReusable() {
        return reusable;
    }

    HttpAnswer read() throws IOException {
        try {
            return read(true);
        } catch (NotHttpException e) {
            throw e;
        } catch (IOException e) {
            throw broken == null ? e : broken;
        }
    }

    /** Reads the answer to {@code CONNECT}; after a success, the content is the tunnel. */
    HttpAnswer readOfTunnel() throws IOException {
        return read(false);
    }

    private HttpAnswer read(boolean contentOfYes) throws IOException {
        String line = line();
        Map<String, String> headers = headers();
        while (status(line) < 200) {
            // Skip interim answers, such as 103.
            line = line();
            headers = headers();
        }
        int status = status(line);
        String reason = line.length() > 13 ? printable(line.substring(13), LONGEST_REASON) : "";
        boolean empty = status == NO_CONTENT || status == NOT_MODIFIED || !contentOfYes && status < 300;
        byte[] body = empty ? new byte[0] : body(line, headers);
        return new HttpAnswer(status, reason, headers, body);
    }

    private static int status(String line) throws IOException {
        // HTTP/1.1 200 OK
        if (line.length() < 12 || !line.startsWith("HTTP/1.") || line.charAt(8) != ' ') {
            throw new IOException("the answer is not HTTP");
        }
        return number(line.substring(9, 12), 10);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        return headers;
    }

    private byte[] body(String statusLine, Map<String, String> headers) throws IOException {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean stays = broken == null && statusLine.startsWith("HTTP/1.1") && !connection.contains("close");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer's transfer coding is not known: " + printable(coding, LONGEST_QUOTE));
            }
            chunks(body);
            reusable = stays;
        } else if (length != null) {
            copy(number(length, 10), body);
            reusable = stays;
        } else {
            untilEnd(body);
        }
        return body.toByteArray();
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        for (; ; ) {
            headLeft = LONGEST_HEAD;
            String size = line();
            int extension = size.indexOf(';');
            int length = number((extension < 0 ? size : size.substring(0, extension)).trim(), 16);
            if (length == 0) {
                headers();
                return;
            }
            copy(length, body);
            if (!line().isEmpty()) {
                throw new IOException("a chunk of the answer is longer than it says");
            }
        }
    }

    private void copy(int length, ByteArrayOutputStream body) throws IOException {
        if (body.size() + (long) length > longestBody) {
            throw tooLong();
        }
        byte[] buffer = new byte[8192];
        for (int left = length; left > 0; ) {
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw endsEarly();
            }
            body.write(buffer, 0, count);
            left -= count;
        }
    }

    private void untilEnd(ByteArrayOutputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            if (body.size() + (long) count > longestBody) {
                throw tooLong();
            }
            body.write(buffer, 0, count);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw endsEarly();
            }
            if (!begun && b != 'H') {
                throw NotHttpException.after(b);
            }
            begun = true;
            if (--headLeft < 0) {
                throw new IOException("the answer's header is longer than " + LONGEST_HEAD + " bytes");
            }
            line.append((char) b);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IOException("the answer has \"" + printable(text, LONGEST_QUOTE) + "\" where a number belongs");
    }

    /** The server's text is printed in logs and on terminals. */
    private static String printable(String text, int longest) {
        return text.substring(0, Math.min(longest, text.length())).replaceAll("[^ -~]", "?");
    }

    private IOException tooLong() {
        return new IOException("the answer is longer than " + longestBody + " bytes");
    }

    private EOFException endsEarly() {
        return new EOFException(
                begun
                        ? "the connection was closed in the middle of the answer"
                        : "the connection was closed without an answer");
    }
}
