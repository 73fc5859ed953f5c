package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.sockspan.track.TrackedSocket;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TcpInfoMetricsTest {
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final TcpInfoMetrics metrics = new TcpInfoMetrics(
            SdkMeterProvider.builder().registerMetricReader(reader).build().get("test"));
    private final TrackedSocket client = TrackedSocketFixture.client().get();

    @Test
    void addsWhatHasHappenedSinceTheReadingBefore() {
        metrics.read(client, null, Kernel.statistics(200, 50, 1));
        metrics.read(client, Kernel.statistics(200, 50, 1), Kernel.statistics(1_200, 50, 4));

        assertThat(sums("sockspan.tcp.retransmits").values()).containsExactly(4L);
        assertThat(sums("sockspan.tcp.io").values()).containsExactlyInAnyOrder(1_200L, 50L);
        assertThat(metric("sockspan.tcp.rtt").getHistogramData().getPoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getCount()).isEqualTo(2);
                    assertThat(point.getMax()).isEqualTo(0.0015);
                    assertThat(point.getAttributes().get(SockspanAttributes.SERVER_PORT))
                            .isEqualTo(5432);
                });
    }

    @Test
    void doesNotMeasureTheRoundTripOfLongAgoAgain() {
        metrics.read(client, null, Kernel.statistics(200, 50, 1));
        metrics.read(client, Kernel.statistics(200, 50, 1), Kernel.statistics(200, 50, 1));

        assertThat(metric("sockspan.tcp.rtt").getHistogramData().getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getCount()).isEqualTo(1));
        assertThat(sums("sockspan.tcp.io").values()).containsExactlyInAnyOrder(200L, 50L);
    }

    @Test
    void doesNotCountWhatWasBeforeTheAgent() {
        when(client.adopted()).thenReturn(true);
        metrics.read(client, null, Kernel.statistics(200, 50, 1));
        metrics.read(client, Kernel.statistics(200, 50, 1), Kernel.statistics(210, 50, 1));

        assertThat(sums("sockspan.tcp.io").values()).containsExactly(10L);
    }

    @Test
    void hasABoundedNumberOfPeers() {
        for (int port = 1; port <= 3 * PeerAttributes.MOST; port++) {
            TrackedSocket next = TrackedSocketFixture.client()
                    .remote(TrackedSocketFixture.endpoint("10.0.3.7", port))
                    .get();
            metrics.read(next, null, Kernel.statistics(200, 50, 1));
        }

        Map<Attributes, Long> byPeer = sums("sockspan.tcp.retransmits");
        assertThat(byPeer).hasSize(PeerAttributes.MOST + 1);
        assertThat(byPeer)
                .containsEntry(
                        Attributes.of(
                                SockspanAttributes.ROLE,
                                "client",
                                SockspanAttributes.SERVER_ADDRESS,
                                PeerAttributes.OTHER),
                        2L * PeerAttributes.MOST);
    }

    @Test
    void hasABoundedNumberOfPortsAndNamesNoServerForThoseBeyond() {
        for (int port = 1; port <= 3 * PeerAttributes.MOST; port++) {
            TrackedSocket next = TrackedSocketFixture.server()
                    .local(TrackedSocketFixture.endpoint("10.0.0.5", port))
                    .get();
            metrics.read(next, null, Kernel.statistics(200, 50, 1));
        }

        assertThat(sums("sockspan.tcp.retransmits"))
                .hasSize(PeerAttributes.MOST + 1)
                .containsEntry(Attributes.of(SockspanAttributes.ROLE, "server"), 2L * PeerAttributes.MOST);
    }

    private Map<Attributes, Long> sums(String name) {
        return metric(name).getLongSumData().getPoints().stream()
                .collect(Collectors.toMap(LongPointData::getAttributes, LongPointData::getValue));
    }

    private MetricData metric(String name) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
