package io.sockspan.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backend may answer anything: what comes of it is an answer within the limits, or an error that can be printed. */
class AnswerReaderFuzzTest {
    private static final int LONGEST = 1_000;

    @Test
    void isAnAnswerOrAnError() {
        Fuzz.texts(
                List.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
                        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.0 503 Service Unavailable\r\nRetry-After: 1\r\n\r\nbusy",
                        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                        "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2147483647\r\n\r\n"),
                AnswerReaderFuzzTest::read);
    }

    private static void read(byte[] input) {
        try {
            HttpAnswer answer = new AnswerReader(new ByteArrayInputStream(input), LONGEST, null).read();
            assertThat(answer.status()).isBetween(200, 999);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(LONGEST);
            assertPrintable(answer.reason());
        } catch (IOException e) {
            assertPrintable(e.getMessage());
        }
    }

    private static void assertPrintable(String text) {
        assertThat(text.chars()).allMatch(c -> c >= ' ' && c < 127);
        assertThat(text).hasSizeLessThan(200);
    }
}
