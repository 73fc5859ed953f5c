package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.DnsLookup;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PreparationTextTest {
    private static final long NOW = TimeUnit.SECONDS.toNanos(10);

    @Test
    void saysWhatAHandshakeHasAgreed() {
        assertThat(PreparationText.sentence(TestNegotiations.complete(14, 20, "TLSv1.3", false), NOW))
                .isEqualTo("The TLS handshake took 6.00ms, 9.9s ago: TLSv1.3 with TLS_AES_128_GCM_SHA256.");
        assertThat(PreparationText.sentence(TestNegotiations.complete(14, 20, "TLSv1.2", true), NOW))
                .isEqualTo("The TLS handshake took 6.00ms, 9.9s ago: TLSv1.2 with TLS_AES_128_GCM_SHA256, which "
                        + "resumes an earlier session.");
    }

    @Test
    void saysWhyAHandshakeHasFailed() {
        assertThat(PreparationText.sentence(TestNegotiations.failed(14, 20, "UNKNOWN_CA", true), NOW))
                .isEqualTo("The TLS handshake failed after 6.00ms, 9.9s ago: unknown_ca by the peer (No luck).");
        assertThat(PreparationText.sentence(TestNegotiations.failed(14, 20, "UNKNOWN_CA", false), NOW))
                .endsWith(" ago: unknown_ca by this side (No luck).");
    }

    @Test
    void saysWhatALookupHasFound() {
        assertThat(PreparationText.sentence(TestNegotiations.lookup("orders.example", 2, 14, null), NOW))
                .isEqualTo("The lookup of \"orders.example\" took 12.0ms, 9.9s ago: 1 address.");
        assertThat(PreparationText.sentence(TestNegotiations.lookup("orders.example", 2, 14, "try_again"), NOW))
                .isEqualTo("The lookup of \"orders.example\" failed after 12.0ms, 9.9s ago: try_again.");
    }

    @Test
    void isPartOfAllThatIsKnownOfASocket() {
        TestSocket secured = TestSocket.client(7, 0)
                .secured(TestNegotiations.failed(14, 16, "UNKNOWN_CA", true))
                .secured(TestNegotiations.complete(20, 24, "TLSv1.3", false));

        assertThat(whole(secured, NOW))
                .containsSubsequence(
                        "The TLS handshake failed after 2.00ms, 9.9s ago: unknown_ca by the peer (No luck).\n",
                        "The TLS handshake took 4.00ms, 9.9s ago: TLSv1.3 with TLS_AES_128_GCM_SHA256.\n",
                        "Opened 10s ago");
    }

    @Test
    void aFailedLookupIsPartOfIt() {
        DnsLookup failed = TestRecords.lookup("orders.example", null, "orders.example: Name or service not known");
        TestSocket socket = TestSocket.unconnected(7, failed.startedAt).hostUnresolved(failed.endedAt(), failed);

        assertThat(whole(socket, failed.endedAt()))
                .contains("The lookup of \"orders.example\" failed after ", " ago: host_not_found.\n");
    }

    @Test
    void aHandshakeThatHasNotEndedIsANote() {
        TestSocket hanging = TestSocket.client(7, 0).handshakeBegun(14);
        assertThat(table(hanging)).contains("TLS handshake has not ended\n");
        assertThat(whole(hanging, NOW)).contains("A TLS handshake began 9.9s ago, and has not ended.\n");

        assertThat(table(hanging.secured(TestNegotiations.complete(14, 20, "TLSv1.3", false))))
                .doesNotContain("TLS");
    }

    @Test
    void aPlainConnectionHasNone() {
        assertThat(PreparationText.of(TestSocket.client(7, 0).connection.snapshot(), NOW))
                .isEmpty();
        assertThat(PreparationText.failedHandshake(
                        TestSocket.client(7, 0).connection.snapshot()))
                .isNull();
    }

    @Test
    void aFailedHandshakeIsANoteUnlessALaterOneIsComplete() {
        TestSocket failed = TestSocket.client(7, 0)
                .secured(TestNegotiations.complete(10, 12, "TLSv1.3", false))
                .secured(TestNegotiations.failed(14, 16, "UNKNOWN_CA", true));
        assertThat(table(failed)).contains("TLS handshake failed: unknown_ca\n");

        TestSocket again = failed.secured(TestNegotiations.complete(20, 24, "TLSv1.3", false));
        assertThat(table(again)).doesNotContain("TLS");
    }

    @Test
    void aHandshakeThatTimedOutMayGoOnWhileItsConnectionIsOpen() {
        TestSocket polling = TestSocket.client(7, 0).secured(TestNegotiations.interrupted(14, 16));
        assertThat(table(polling)).contains("TLS handshake timed out, and may go on\n");
        assertThat(whole(polling, NOW))
                .contains("The TLS handshake timed out after 2.00ms, 9.9s ago, and may go on.\n");

        polling.closed(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(table(polling)).contains("TLS handshake failed: timeout\n");
        assertThat(whole(polling, NOW))
                .contains("The TLS handshake failed after 2.00ms, 9.9s ago: timeout (Read timed out).\n");
    }

    private static String table(TestSocket socket) {
        return new TextReport("app").table(List.of(socket.connection.snapshot()), List.of(), NOW);
    }

    private static String whole(TestSocket socket, long now) {
        return new TextReport("app")
                .whole(
                        TestSnapshots.snapshot(now, now, List.of(socket.connection.snapshot()), List.of()),
                        socket.connection.snapshot(),
                        List.of());
    }
}
