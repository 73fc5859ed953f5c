package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    @Test
    void throughputIsByTimeAndCpuByOperation() {
        Pair pair = pair("ops=900 seconds=2 cpu=1.8", "ops=1000 seconds=2 cpu=1.6");

        assertThat(Measure.THROUGHPUT.of(pair)).isEqualTo(0.9, EXACTLY);
        assertThat(Measure.CPU.of(pair)).isEqualTo(1.25, EXACTLY);
        assertThat(Measure.WITHOUT.of(pair)).isEqualTo(500, EXACTLY);
    }

    @Test
    void whatIsAddedIsByOperation() {
        Pair pair = pair(
                "ops=1000 workload.cpu=0.022 agent.cpu=0.004 allocated=900000",
                "ops=2000 workload.cpu=0.040 agent.cpu=0 allocated=800000");

        assertThat(Measure.HOOKS.of(pair)).as("µs").isEqualTo(2, EXACTLY);
        assertThat(Measure.AGENT.of(pair)).as("µs").isEqualTo(4, EXACTLY);
        assertThat(Measure.ALLOCATED.of(pair)).as("two ends").isEqualTo(250, EXACTLY);
    }

    @Test
    void whatASocketTakesIsToldFromWhatAnyNumberDoes() {
        int mebibyte = 1 << 20;
        Pair pair = pair(
                "first=200 first.heap=" + (7 * mebibyte + 200 * 500) + " sockets=10000 heap="
                        + (7 * mebibyte + 10_000 * 500),
                "first=200 first.heap=" + (mebibyte + 200 * 100) + " sockets=10000 heap=" + (mebibyte + 10_000 * 100));

        assertThat(Measure.HEAP.of(pair)).isEqualTo(400, EXACTLY);
        assertThat(Measure.HEAP_AT_ALL.of(pair)).isEqualTo(6, EXACTLY);
    }

    @Test
    void sweepsAreCountedWithTheAgentAlone() {
        Pair pair = pair("sweep.sum=0.2 sweep.count=10 sweep.share=0.01", "sockets=10000");

        assertThat(Measure.SWEEP_TIME.of(pair)).as("ms").isEqualTo(20, EXACTLY);
        assertThat(Measure.SWEEP_SHARE.of(pair)).as("%").isEqualTo(1, EXACTLY);
    }

    @Test
    void aStartCountsFromItsOwnLaunch() {
        Pair pair = pair("launched=100 main=100.150 connected=100.500", "launched=200 main=200.050 connected=200.100");

        assertThat(Measure.TO_MAIN.of(pair)).isEqualTo(100, within(1e-6));
        assertThat(Measure.TO_CONNECTED.of(pair)).isEqualTo(400, within(1e-6));
        assertThat(Measure.FIRST_SOCKET.of(pair)).isEqualTo(300, within(1e-6));
    }

    @Test
    void aSpanIsLostIfNobodyCountedIt() {
        String counted = "spans.emitted=100 spans.failed=10 spans.dropped=20 spans.received=";

        assertThat(Measure.SPANS_LOST.of(pair(counted + 70, "ops=1"))).isEqualTo(0, EXACTLY);
        assertThat(Measure.SPANS_LOST.of(pair(counted + 65, "ops=1"))).isEqualTo(5, EXACTLY);
    }

    @Test
    void aConnectionThatDroppedEventsExplainIsNotMissed() {
        assertThat(Measure.CONNECTIONS_MISSED.of(pair("ops=100 connections.reported=150 events.dropped=60", "ops=100")))
                .isEqualTo(0, EXACTLY);
        assertThat(Measure.CONNECTIONS_MISSED.of(pair("ops=100 connections.reported=150 events.dropped=0", "ops=100")))
                .isEqualTo(50, EXACTLY);
    }

    @Test
    void whatAProcessDidNotTellIsNoNumber() {
        assertThat(Measure.THROUGHPUT.of(pair("seconds=2", "ops=10 seconds=2"))).isNaN();
    }

    private static Pair pair(String with, String without) {
        return new Pair(Outcome.parse(with), Outcome.parse(without));
    }
}
