package io.sockspan.track;

import io.sockspan.bootstrap.TestRecords;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** Lookups and TLS handshakes that nobody made. Times are in milliseconds. */
public final class TestNegotiations {
    private TestNegotiations() {}

    public static TlsNegotiation complete(long startedAt, long endedAt, String protocol, boolean resumed) {
        return new TlsNegotiation(TestRecords.handshake(ms(startedAt), ms(endedAt), protocol, resumed));
    }

    public static TlsNegotiation failed(long startedAt, long endedAt, String alert, boolean received) {
        return new TlsNegotiation(
                TestRecords.failedHandshake(ms(startedAt), ms(endedAt), alert, received, "No luck", null));
    }

    /** A timeout of a read, after which the application can go on. */
    public static TlsNegotiation interrupted(long startedAt, long endedAt) {
        return new TlsNegotiation(TestRecords.failedHandshake(
                ms(startedAt), ms(endedAt), null, false, null, new SocketTimeoutException("Read timed out")));
    }

    /** @param errorType null if it has found an address */
    public static NameLookup lookup(String name, long startedAt, long endedAt, String errorType) {
        return new NameLookup(name, ms(startedAt), ms(endedAt), errorType == null ? 1 : 0, errorType);
    }

    /** @param lookup null for none */
    public static Preparation preparation(NameLookup lookup, TlsNegotiation... negotiations) {
        Preparation preparation = new Preparation();
        if (lookup != null) {
            preparation.add(lookup);
        }
        for (TlsNegotiation negotiation : negotiations) {
            preparation.add(negotiation);
        }
        return preparation;
    }

    private static long ms(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
