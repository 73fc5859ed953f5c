package io.sockspan.track;

import io.sockspan.bootstrap.TestRecords;
import java.util.concurrent.TimeUnit;

/** TLS handshakes that nobody made. Times are in milliseconds. */
public final class TestNegotiations {
    private TestNegotiations() {}

    public static TlsNegotiation complete(long startedAt, long endedAt, String protocol, boolean resumed) {
        return new TlsNegotiation(TestRecords.handshake(ms(startedAt), ms(endedAt), protocol, resumed));
    }

    public static TlsNegotiation failed(long startedAt, long endedAt, String alert, boolean received) {
        return new TlsNegotiation(
                TestRecords.failedHandshake(ms(startedAt), ms(endedAt), alert, received, "No luck", null));
    }

    public static Preparation preparation(TlsNegotiation... negotiations) {
        Preparation preparation = new Preparation();
        for (TlsNegotiation negotiation : negotiations) {
            preparation.add(negotiation);
        }
        return preparation;
    }

    private static long ms(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
