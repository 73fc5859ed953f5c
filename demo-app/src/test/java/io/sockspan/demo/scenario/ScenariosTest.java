package io.sockspan.demo.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {
    private static final int WIDTH = 98;

    static List<Named> all() {
        List<Named> all = new ArrayList<>();
        Scenarios.all().forEach(scenario -> all.add(new Named(scenario)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    @Timeout(30)
    void goesAsItTellsByTheKernelsOwnTable(Named named) throws Exception {
        Stage stage = new Stage(line -> {});

        named.scenario.run(stage);

        assertThat(stage.surprises()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void explainsItselfInLinesThatFitATerminal(Named named) {
        assertThat(named.scenario.name()).matches("[a-z]+(-[a-z]+)*");
        assertThat(named.scenario.title()).isNotBlank();
        assertThat(named.scenario.explanation().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
    }

    @Test
    void leaveBehindOneLeakOfEachKind() throws Exception {
        Stage stage = new Stage(line -> {});
        for (Scenario scenario : Scenarios.all()) {
            if (scenario.title().startsWith("LEAK")) {
                scenario.run(stage);
            }
        }
        assertThat(stage.expectedSuspects())
                .containsExactlyInAnyOrder(
                        "close_wait",
                        "unread",
                        "unsent",
                        "dropped",
                        "unreleased",
                        "never_connected",
                        "half_closed",
                        "backlog",
                        "connecting",
                        "idle");
    }

    /** Shows a scenario by its name in the test's report. */
    private static final class Named {
        private final Scenario scenario;

        Named(Scenario scenario) {
            this.scenario = scenario;
        }

        @Override
        public String toString() {
            return scenario.name();
        }
    }
}
