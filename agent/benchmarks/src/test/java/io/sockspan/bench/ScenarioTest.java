package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void theWorkloadIsToldWhatToDo() {
        assertThat(job(Scenario.PING_PONG).arguments()).containsExactly("ping-pong", "3.000", "2.500", "1");
        assertThat(job(Scenario.CHURN_VIRTUAL).arguments()).containsExactly("churn-virtual", "3.000", "2.500", "64");
        assertThat(job(Scenario.CHURN_COLD).arguments()).containsExactly("churn-sockets", "0.000", "12.000", "1");
        assertThat(job(Scenario.HOLD_10000).arguments()).containsExactly("hold", "10000", "30.000");
        assertThat(job(Scenario.MANY_100000).arguments()).containsExactly("many", "100000");
    }

    @Test
    void loadIsPutOnAServer() {
        assertThat(job(Scenario.HTTP_CLOSE))
                .isEqualTo(new Job(List.of("http"), List.of(), new HttpLoad(3, 2.5, false)));
        assertThat(job(Scenario.HTTP_KEEP_ALIVE).load()).isEqualTo(new HttpLoad(3, 2.5, true));
        assertThat(job(Scenario.PING_PONG).load()).isSameAs(Load.NONE);
    }

    @Test
    void theProcessorIsLimitedWhereThatIsMeasured() {
        assertThat(job(Scenario.FIRST_CONNECT_ON_HALF))
                .isEqualTo(new Job(List.of("first-connect"), List.of(), Load.NONE, 0.5));
        assertThat(job(Scenario.POOL_ON_A_TENTH))
                .isEqualTo(new Job(List.of("pool"), List.of(), new DatabaseLoad(), 0.1));
        assertThat(job(Scenario.FIRST_CONNECT).processors()).isInfinite();
    }

    @Test
    void sweepsAreExportedWhileAllIsHeld() {
        assertThat(job(Scenario.HOLD_10000).agentSettings()).containsExactly("otel.metric.export.interval=2000");
        assertThat(job(Scenario.PING_PONG).agentSettings()).isEmpty();
    }

    private static Job job(Scenario scenario) {
        return scenario.job(3, 2.5, 1);
    }
}
