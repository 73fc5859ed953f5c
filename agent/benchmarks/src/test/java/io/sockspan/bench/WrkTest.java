package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WrkTest {
    private static final Offset<Double> EXACTLY = within(1e-12);
    private static final String PRINTED = """
            Running 1s test @ http://127.0.0.1:8080/
              1 threads and 8 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.40ms    4.32ms  60.28ms   96.50%
                Req/Sec     5.35k     2.11k    7.52k    60.00%
              Latency Distribution
                 50%  657.00us
                 75%    0.92ms
                 90%    2.13ms
                 99%    1.21s
              5832 requests in 1.02s, 0.70MB read
            Requests/sec:   5729.00
            Transfer/sec:    700.00KB
            """;

    @Test
    void readsTheLatencies() throws IOException {
        Map<String, Double> latencies = Wrk.latencies(PRINTED);

        assertThat(latencies).containsOnlyKeys("latency.p50", "latency.p99");
        assertThat(latencies.get("latency.p50")).isEqualTo(657e-6, EXACTLY);
        assertThat(latencies.get("latency.p99")).isEqualTo(1.21, EXACTLY);
    }

    @Test
    void aRunWithFailuresIsNone() {
        assertThatThrownBy(() -> Wrk.latencies(PRINTED + "  Non-2xx or 3xx responses: 5832\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("wrk met failures: Non-2xx or 3xx responses: 5832");
        assertThatThrownBy(() -> Wrk.latencies("  Socket errors: connect 0, read 7, write 0, timeout 0\n" + PRINTED))
                .hasMessage("wrk met failures: Socket errors: connect 0, read 7, write 0, timeout 0");
    }

    @Test
    void whatElseItPrintsIsShown() {
        assertThatThrownBy(() -> Wrk.latencies("unable to connect to 127.0.0.1:8080 Connection refused\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("wrk printed no latencies:")
                .hasMessageContaining("Connection refused");
    }
}
