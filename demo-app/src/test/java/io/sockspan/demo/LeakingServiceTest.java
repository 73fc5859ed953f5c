package io.sockspan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.demo.scenario.Await;
import org.junit.jupiter.api.Test;

class LeakingServiceTest {
    private static final int MAX_LEAKS = 10;

    @Test
    void leaksUpToItsLimitWhileOrdersGoOn() throws Exception {
        try (LeakingService service = LeakingService.start(1, 1, MAX_LEAKS)) {
            assertThat(service.instructions())
                    .contains("pid " + ProcessHandle.current().pid() + ",");

            assertThat(Await.until(() -> service.leaked() >= MAX_LEAKS, 20_000)).isTrue();
            assertThat(service.leaked()).isBetween(MAX_LEAKS, MAX_LEAKS + 1);
        }
    }
}
