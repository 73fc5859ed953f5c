package io.sockspan.telemetry;

import static io.sockspan.telemetry.SpanFixture.epochMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TlsNegotiation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationSpansTest {
    private final SpanFixture fixture = new SpanFixture();

    @Test
    void aHandshakeIsInTheTraceOfItsConnection() {
        TrackedSocketFixture connection =
                established(fixture).secured(TestNegotiations.complete(14, 20, "TLSv1.3", true));
        close(fixture, connection);

        assertThat(lines(fixture.exported()))
                .containsExactly(
                        "tcp connection 10..60",
                        " tcp connect 10..13",
                        " tcp established 13..50",
                        " tcp fin_wait 50..60",
                        " tls handshake 14..20 established=true tls 1.3 TLS_AES_128_GCM_SHA256 resumed=true");
        SpanData span = fixture.only("tls handshake");
        assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getParentSpanId())
                .isEqualTo(fixture.only("tcp connection").getSpanId());
        assertThat(span.getAttributes().get(SockspanAttributes.NETWORK_CONNECTION_STATE))
                .isNull();
    }

    @Test
    void aFailureSaysWhyAndWhoGaveUp() {
        TlsNegotiation failed = TestNegotiations.failed(14, 20, "UNKNOWN_CA", true);
        TrackedSocketFixture connection = established(fixture).secured(failed);
        fixture.spans.negotiated(connection.get(), failed);
        close(fixture, connection);

        assertThat(lines(fixture.exported()))
                .contains(" tls handshake 14..20 established=false error=unknown_ca by=remote");
        assertThat(fixture.only("tls handshake").getStatus().getDescription()).isEqualTo("unknown_ca: No luck");
        assertThat(fixture.only("tcp connection").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    /** The sampler rejects the connection, and its first phase is over. */
    @Test
    void aFailureIsExportedWhateverTheSamplerSays() {
        SpanFixture rejecting = new SpanFixture(1000, 1000, Sampler.alwaysOff());
        TlsNegotiation failed = TestNegotiations.failed(14, 20, "UNKNOWN_CA", false);
        TrackedSocketFixture connection = established(rejecting).secured(failed);
        rejecting.spans.negotiated(connection.get(), failed);
        close(rejecting, connection);

        assertThat(rejecting.names()).contains("tcp connection", "tls handshake");
    }

    @Test
    void theConnectionCoversAHandshakeThatFailsAfterItsEnd() {
        TrackedSocketFixture connection =
                established(fixture).secured(TestNegotiations.failed(14, 75, "INTERNAL_ERROR", false));
        close(fixture, connection);

        assertThat(lines(fixture.exported()))
                .startsWith("tcp connection 10..75")
                .contains(" tls handshake 14..75 established=false error=internal_error by=local");
    }

    @Test
    void whatHasNoLengthIsAnEvent() {
        TrackedSocketFixture connection =
                established(fixture).secured(TestNegotiations.complete(14, 14, "SSLv3", false));
        close(fixture, connection);

        assertThat(fixture.names()).doesNotContain("tls handshake");
        assertThat(fixture.only("tcp connection").getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("tls handshake");
            assertThat(event.getEpochNanos()).isEqualTo(epochMs(14));
            assertThat(event.getAttributes().get(SockspanAttributes.TLS_PROTOCOL_NAME))
                    .isEqualTo("ssl");
            assertThat(event.getAttributes().get(SockspanAttributes.TLS_PROTOCOL_VERSION))
                    .isEqualTo("3");
        });
    }

    @Test
    void aLookupComesBeforeTheConnect() {
        TrackedSocketFixture connection = established(fixture)
                .prepared(
                        TestNegotiations.lookup("orders.example", 2, 9, null),
                        TestNegotiations.complete(14, 20, "TLSv1.2", false));
        close(fixture, connection);

        assertThat(lines(fixture.exported()))
                .containsExactly(
                        "tcp connection 2..60",
                        " tcp connect 10..13",
                        " tcp established 13..50",
                        " tcp fin_wait 50..60",
                        " dns lookup 2..9 orders.example results=1",
                        " tls handshake 14..20 established=true tls 1.2 TLS_AES_128_GCM_SHA256 resumed=false");
    }

    @Test
    void aLookupThatFailsIsInTheTraceOfTheConnectThatFailsForIt() {
        TrackedSocketFixture connection = TrackedSocketFixture.client()
                .prepared(TestNegotiations.lookup("nobody.invalid", 2, 9, "host_not_found"))
                .openedAt(10)
                .failedAt(11)
                .error("unresolved_host");
        fixture.spans.connectFailed(connection.get());
        fixture.end(connection);

        assertThat(lines(fixture.exported()))
                .containsExactly(
                        "tcp connection 2..11",
                        " tcp connect 10..11",
                        " dns lookup 2..9 nobody.invalid error=host_not_found");
        assertThat(fixture.only("dns lookup").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    private static TrackedSocketFixture established(SpanFixture fixture) {
        TrackedSocketFixture connection = TrackedSocketFixture.client();
        fixture.to(connection, TcpState.SYN_SENT, 10);
        fixture.to(connection, TcpState.ESTABLISHED, 13);
        return connection;
    }

    private static void close(SpanFixture fixture, TrackedSocketFixture connection) {
        fixture.to(connection, TcpState.FIN_WAIT_1, 50);
        fixture.to(connection, TcpState.CLOSED, 60);
        fixture.end(connection);
    }

    /** A trace as text; the times are milliseconds. */
    private static List<String> lines(List<SpanData> trace) {
        return trace.stream().map(PreparationSpansTest::line).toList();
    }

    private static String line(SpanData span) {
        StringBuilder line = new StringBuilder(span.getParentSpanContext().isValid() ? " " : "");
        line.append(span.getName());
        line.append(' ').append((span.getStartEpochNanos() - SpanFixture.EPOCH) / 1_000_000);
        line.append("..").append((span.getEndEpochNanos() - SpanFixture.EPOCH) / 1_000_000);
        if (span.getName().equals("dns lookup")) {
            append(line, " ", span.getAttributes().get(SockspanAttributes.DNS_QUESTION_NAME));
            append(line, " results=", span.getAttributes().get(SockspanAttributes.DNS_RESULTS));
            append(line, " error=", span.getAttributes().get(SockspanAttributes.ERROR_TYPE));
        }
        if (span.getName().equals("tls handshake")) {
            append(line, " established=", span.getAttributes().get(SockspanAttributes.TLS_ESTABLISHED));
            append(line, " ", span.getAttributes().get(SockspanAttributes.TLS_PROTOCOL_NAME));
            append(line, " ", span.getAttributes().get(SockspanAttributes.TLS_PROTOCOL_VERSION));
            append(line, " ", span.getAttributes().get(SockspanAttributes.TLS_CIPHER));
            append(line, " resumed=", span.getAttributes().get(SockspanAttributes.TLS_RESUMED));
            append(line, " error=", span.getAttributes().get(SockspanAttributes.ERROR_TYPE));
            append(line, " by=", span.getAttributes().get(SockspanAttributes.TLS_ALERT_BY));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String before, Object value) {
        if (value != null) {
            line.append(before).append(value);
        }
    }
}
