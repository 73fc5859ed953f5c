package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.NameLimit;
import io.sockspan.bootstrap.TestRecords;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsFailuresTest {
    private static final String NOTHING_MORE = "Couldn't kickstart handshaking";

    @Test
    void theAlertIsTheReason() {
        TlsNegotiation sent = of("CERTIFICATE_UNKNOWN", false, null, new SSLHandshakeException("No path"));
        TlsNegotiation received = of("PROTOCOL_VERSION", true, "Received fatal alert: protocol_version", null);

        assertThat(sent.errorType).isEqualTo("certificate_unknown");
        assertThat(sent.errorText).isEqualTo("No path");
        assertThat(sent.alertBy).isEqualTo(TlsNegotiation.AlertBy.LOCAL);
        assertThat(received.errorType).isEqualTo("protocol_version");
        assertThat(received.errorText).isEqualTo("Received fatal alert: protocol_version");
        assertThat(received.alertBy).isEqualTo(TlsNegotiation.AlertBy.REMOTE);
    }

    @Test
    void whatHappenedToTheConnectionIsTheReasonBeforeTheAlertThatFollows() {
        Throwable closed = new SSLHandshakeException("Remote host terminated the handshake");
        closed.initCause(new EOFException("SSL peer shut down incorrectly"));

        assertTransport(of("HANDSHAKE_FAILURE", false, NOTHING_MORE, closed), "peer_closed");
        assertTransport(of(null, false, null, new SocketTimeoutException("Read timed out")), "timeout");
        assertTransport(
                of("UNEXPECTED_MESSAGE", false, null, new SocketException("Connection reset")), "connection_reset");
        assertTransport(
                of("UNEXPECTED_MESSAGE", false, null, new SSLException(new SocketException("Broken pipe"))),
                "connection_reset");
        assertTransport(of("UNEXPECTED_MESSAGE", false, null, new SocketException("Socket closed")), "closed");
    }

    @Test
    void callsNothingOfTheApplicationsExceptions() {
        Throwable hostile = new SSLException("") {
            @Override
            public String getMessage() {
                throw new AssertionError();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new AssertionError();
            }
        };

        TlsNegotiation negotiation = of("INTERNAL_ERROR", false, null, hostile);

        assertThat(negotiation.errorType).isEqualTo("internal_error");
        assertThat(negotiation.errorText).isNull();
    }

    @Test
    void nobodySendsAnAlertWhereTheHandshakeCouldNotBegin() {
        TlsNegotiation negotiation =
                new TlsNegotiation(TestRecords.handshakeThatCouldNotBegin(1, 2, "HANDSHAKE_FAILURE"));

        assertThat(negotiation.errorType).isEqualTo("handshake_failure");
        assertThat(negotiation.alertBy).isNull();
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(of("BAD_RECORD_MAC", false, "x".repeat(10_000), null).errorText)
                .hasSize(NameLimit.LONGEST);
    }

    private static void assertTransport(TlsNegotiation negotiation, String errorType) {
        assertThat(negotiation.errorType).isEqualTo(errorType);
        assertThat(negotiation.alertBy).isNull();
        assertThat(negotiation.errorText).isNotEmpty();
    }

    private static TlsNegotiation of(String alert, boolean received, String diagnostic, Throwable cause) {
        return new TlsNegotiation(TestRecords.failedHandshake(1, 2, alert, received, diagnostic, cause));
    }
}
