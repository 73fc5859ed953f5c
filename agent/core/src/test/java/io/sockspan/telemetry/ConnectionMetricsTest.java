package io.sockspan.telemetry;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.when;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TrackedSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionMetricsTest {
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final SpanLedger ledger = new SpanLedger();
    private final ConnectionMetrics metrics = new ConnectionMetrics(
            SdkMeterProvider.builder().registerMetricReader(reader).build().get("test"), ledger::counts);

    @Test
    void measuresConnectCloseWaitAndTheWholeConnection() {
        TrackedSocketFixture connection = TrackedSocketFixture.client();
        metrics.transitioned(connection.get(), connection.to(TcpState.SYN_SENT, 0));
        metrics.transitioned(connection.get(), connection.to(TcpState.ESTABLISHED, 30));
        metrics.transitioned(connection.get(), connection.to(TcpState.CLOSE_WAIT, 900, 1030, Evidence.KERNEL));
        metrics.transitioned(connection.get(), connection.to(TcpState.LAST_ACK, 5030));
        connection.closedBy(ClosedBy.REMOTE).releasedAt(5030);
        metrics.ended(connection.get());

        assertThat(metric("sockspan.connect.duration"))
                .hasUnit("s")
                .hasHistogramSatisfying(histogram -> histogram.hasPointsSatisfying(
                        point -> point.hasCount(1).hasSum(0.03).hasAttributes(Attributes.empty())));
        assertThat(metric("sockspan.close_wait.duration"))
                .hasHistogramSatisfying(histogram ->
                        histogram.hasPointsSatisfying(point -> point.hasCount(1).hasSum(4.0)));
        assertThat(metric("sockspan.connection.duration"))
                .hasHistogramSatisfying(histogram -> histogram.hasPointsSatisfying(point -> point.hasSum(5.0)
                        .hasAttributes(Attributes.of(
                                SockspanAttributes.ROLE, "client", SockspanAttributes.CLOSED_BY, "remote"))));
    }

    @Test
    void measuresTlsHandshakes() {
        TrackedSocketFixture connection = TrackedSocketFixture.client();
        metrics.negotiated(connection.get(), TestNegotiations.complete(10, 14, "TLSv1.3", true));
        metrics.negotiated(connection.get(), TestNegotiations.failed(20, 22, "BAD_CERTIFICATE", true));

        assertThat(metric("sockspan.tls.handshake.duration"))
                .hasUnit("s")
                .hasHistogramSatisfying(histogram -> histogram.hasPointsSatisfying(
                        point -> point.hasCount(1)
                                .hasSum(0.004)
                                .hasAttributes(Attributes.builder()
                                        .put(SockspanAttributes.ROLE, "client")
                                        .put(SockspanAttributes.TLS_PROTOCOL_NAME, "tls")
                                        .put(SockspanAttributes.TLS_PROTOCOL_VERSION, "1.3")
                                        .put(SockspanAttributes.TLS_RESUMED, true)
                                        .build()),
                        point -> point.hasCount(1)
                                .hasSum(0.002)
                                .hasAttributes(Attributes.of(
                                        SockspanAttributes.ROLE,
                                        "client",
                                        SockspanAttributes.ERROR_TYPE,
                                        "bad_certificate"))));
    }

    /** Spans, tables and metrics have that fact from {@link io.sockspan.track.TrackedSocket#closedBy()}. */
    @Test
    void saysWhoClosedAsTheSpansDo() {
        for (ClosedBy known : new ClosedBy[] {ClosedBy.LOCAL, null}) {
            TrackedSocketFixture connection = TrackedSocketFixture.client();
            connection.to(TcpState.SYN_SENT, 0);
            connection.to(TcpState.ESTABLISHED, 30);
            connection.to(TcpState.FIN_WAIT_1, 40, 40, Evidence.INFERRED);
            connection.closedBy(known).releasedAt(40);

            metrics.ended(connection.get());

            SpanFixture spans = new SpanFixture();
            spans.spans.ended(connection.get());
            String onSpans = spans.only("tcp connection").getAttributes().get(SockspanAttributes.CLOSED_BY);
            assertThat(onSpans).isEqualTo(known == null ? null : "local");
            assertThat(metric("sockspan.connection.duration").getHistogramData().getPoints())
                    .anySatisfy(point -> assertThat(point.getAttributes().get(SockspanAttributes.CLOSED_BY))
                            .isEqualTo(onSpans));
        }
    }

    @Test
    void countsFailuresByReason() {
        metrics.connectFailed(TrackedSocketFixture.client().error("timeout").get());
        metrics.connectFailed(TrackedSocketFixture.client().error("timeout").get());

        assertThat(metric("sockspan.connect.failures"))
                .hasLongSumSatisfying(sum -> sum.isMonotonic()
                        .hasPointsSatisfying(point -> point.hasValue(2)
                                .hasAttributes(Attributes.of(
                                        SockspanAttributes.ERROR_TYPE,
                                        "timeout",
                                        SockspanAttributes.SERVER_ADDRESS,
                                        "10.0.3.7",
                                        SockspanAttributes.SERVER_PORT,
                                        5432L,
                                        SockspanAttributes.ROLE,
                                        "client"))));
    }

    @Test
    void countsOnlySoManyServersSeparately() {
        for (int port = 1; port <= PeerAttributes.MOST + 20; port++) {
            metrics.connectFailed(TrackedSocketFixture.client()
                    .remote(TrackedSocketFixture.endpoint("10.0.3.7", port))
                    .error("timeout")
                    .get());
        }

        assertThat(metric("sockspan.connect.failures").getLongSumData().getPoints())
                .hasSize(PeerAttributes.MOST + 1)
                .filteredOn(point -> point.getValue() > 1)
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getValue()).isEqualTo(20);
                    assertThat(point.getAttributes())
                            .isEqualTo(Attributes.of(
                                    SockspanAttributes.ERROR_TYPE,
                                    "timeout",
                                    SockspanAttributes.SERVER_ADDRESS,
                                    "_OTHER",
                                    SockspanAttributes.ROLE,
                                    "client"));
                });
    }

    @Test
    void measuresTheLookupsOfOnlySoManyNamesSeparately() {
        TrackedSocket connection = TrackedSocketFixture.client().get();
        for (int i = 1; i <= 120; i++) {
            metrics.lookedUp(connection, TestNegotiations.lookup("host-" + i + ".example", 1, 2, null));
        }

        assertThat(metric("dns.lookup.duration").getHistogramData().getPoints())
                .hasSize(101)
                .filteredOn(point -> point.getCount() > 1)
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getCount()).isEqualTo(20);
                    assertThat(point.getAttributes())
                            .isEqualTo(Attributes.of(SockspanAttributes.DNS_QUESTION_NAME, "_OTHER"));
                });
    }

    @Test
    void countsVerdictsByKindAndPlace() {
        TrackedSocketFixture opened = TrackedSocketFixture.client()
                .openedBy("main", new StackTraceElement("com.acme.Inventory", "lookup", "Inventory.java", 88));
        metrics.accused(verdict(LeakKind.CLOSE_WAIT, opened.get()));
        metrics.accused(verdict(LeakKind.CLOSE_WAIT, opened.get()));
        metrics.retracted(verdict(LeakKind.CLOSE_WAIT, opened.get()));
        metrics.accused(verdict(LeakKind.UNREAD, TrackedSocketFixture.client().get()));
        metrics.accused(verdict(LeakKind.DESCRIPTORS, null));

        assertThat(metric("sockspan.verdicts"))
                .hasLongSumSatisfying(sum -> sum.isMonotonic()
                        .hasPointsSatisfying(
                                point -> point.hasValue(2)
                                        .hasAttributes(Attributes.of(
                                                SockspanAttributes.LEAK_KIND,
                                                "close_wait",
                                                SockspanAttributes.CODE_FUNCTION_NAME,
                                                "com.acme.Inventory.lookup")),
                                point -> point.hasValue(1)
                                        .hasAttributes(Attributes.of(SockspanAttributes.LEAK_KIND, "unread")),
                                point -> point.hasValue(1)
                                        .hasAttributes(Attributes.of(SockspanAttributes.LEAK_KIND, "descriptors"))));
    }

    private static LeakSpan verdict(LeakKind kind, TrackedSocket connection) {
        return new LeakSpan(kind, "0badcafe", connection, 0, 0, 1, null);
    }

    /** The connect returned long after the handshake was complete, as non-blocking connects do. */
    @Test
    void givesAConnectTheDurationOfItsSpanAndRefersToItsTrace() {
        TrackedSocketFixture connection = TrackedSocketFixture.client();
        SpanFixture spans = new SpanFixture();
        for (TelemetrySink sink : List.of(spans.spans, metrics)) {
            if (sink == spans.spans) {
                connection.to(TcpState.SYN_SENT, 7);
                connection.to(TcpState.ESTABLISHED, 10, 250, Evidence.CALL);
            }
            sink.transitioned(connection.get(), connection.get().tcp().lastEntry(TcpState.ESTABLISHED));
        }
        spans.spans.ended(connection.get());

        SpanData connect = spans.only("tcp connect");
        HistogramPointData measured = metric("sockspan.connect.duration").getHistogramData().getPoints().stream()
                .findFirst()
                .orElseThrow();
        assertThat(measured.getSum() * 1e9)
                .isEqualTo(connect.getEndEpochNanos() - connect.getStartEpochNanos(), within(1.0));
        assertThat(measured.getExemplars())
                .singleElement()
                .satisfies(exemplar -> assertThat(exemplar.getSpanContext().getTraceId())
                        .isEqualTo(connect.getTraceId())
                        .isEqualTo(spans.only("tcp connection").getTraceId()));
    }

    @Test
    void showsWhatWasPublishedWithZerosForTheOtherStates() {
        TrackedSocketFixture connection = TrackedSocketFixture.client().foundIn(TcpState.CLOSE_WAIT);
        metrics.swept(1, Gauges.of(List.of(connection.get()), Map.of(LeakKind.CLOSE_WAIT, 1), 3, 0, 0));

        assertThat(metric("sockspan.connection.count").getLongSumData().isMonotonic())
                .isFalse();
        assertThat(metric("sockspan.connection.count").getLongSumData().getPoints())
                .filteredOn(point -> point.getValue() > 0)
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes())
                        .isEqualTo(Attributes.of(
                                SockspanAttributes.NETWORK_TRANSPORT,
                                "tcp",
                                SockspanAttributes.NETWORK_CONNECTION_STATE,
                                "close_wait",
                                SockspanAttributes.ROLE,
                                "client")));
        assertThat(metric("sockspan.connection.count").getLongSumData().getPoints())
                .hasSize(22);
        assertThat(metric("sockspan.suspect.count").getLongSumData().getPoints())
                .hasSize(LeakKind.values().length);
        assertThat(metric("sockspan.agent.events.dropped"))
                .hasLongSumSatisfying(sum -> sum.hasPointsSatisfying(point -> point.hasValue(3)));
        assertThat(metric("sockspan.agent.hook.failures"))
                .hasLongSumSatisfying(sum -> sum.hasPointsSatisfying(point -> point.hasValue(0)));
    }

    @Test
    void claimsNoStateOfAClosedConnectionThatWasNotObservedLately() {
        TrackedSocketFixture connection = TrackedSocketFixture.client().foundIn(TcpState.FIN_WAIT_1);
        when(connection.get().isOpen()).thenReturn(false);
        when(connection.get().tcp().lastKnownAt()).thenReturn(1_000L);

        assertThat(finWait1(connection, 10_000_000_000L)).isEqualTo(1);
        assertThat(finWait1(connection, 20_000_000_000L)).isZero();
    }

    private static long finWait1(TrackedSocketFixture connection, long now) {
        return Gauges.of(List.of(connection.get()), Map.of(), 0, 0, now).connections(TcpState.FIN_WAIT_1, Role.CLIENT);
    }

    @Test
    void saysOfEveryMetricWhatItMeansAndInWhichUnit() {
        metrics.swept(1_000_000, Gauges.NONE);
        measuresConnectCloseWaitAndTheWholeConnection();
        metrics.connectFailed(TrackedSocketFixture.client().get());
        metrics.accused(verdict(LeakKind.DESCRIPTORS, null));

        assertThat(reader.collectAllMetrics()).hasSize(11).allSatisfy(metric -> {
            org.assertj.core.api.Assertions.assertThat(metric.getName()).startsWith("sockspan.");
            org.assertj.core.api.Assertions.assertThat(metric.getDescription()).endsWith(".");
            org.assertj.core.api.Assertions.assertThat(metric.getUnit()).matches("s|\\{[a-z]+}");
        });
    }

    private MetricData metric(String name) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
