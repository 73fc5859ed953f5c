package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Case ON_17 = new Case(Scenario.PING_PONG, "17", Backend.Kind.LOCAL);
    private static final Case ON_8 = new Case(Scenario.PING_PONG, "8", Backend.Kind.HANGING);

    @TempDir
    Path directory;

    @Test
    void goesOnWhereAnEarlierRunHasStopped() throws IOException {
        Results first = results();
        first.add(ON_17, pair(900));
        first.add(ON_17, pair(1100));
        Results second = results();
        second.add(ON_17, pair(1000));

        assertThat(results().of(ON_17)).containsExactly(pair(900), pair(1100), pair(1000));
        assertThat(second.spread(ON_17, Measure.THROUGHPUT)).isEqualTo(new Spread(1.0, 0.9, 1.1));
        assertThat(second.spread(ON_8, Measure.THROUGHPUT)).isNull();
    }

    @Test
    void aRegressionIsAMedianBelowTheLimit() throws IOException {
        Results results = results();
        results.add(ON_17, pair(850));
        results.add(ON_8, pair(700));

        assertThat(Compare.regressions(results, 0.8))
                .containsExactly("benchmarks: ping-pong on JDK 8 does 0.700 of the operations without the agent; at"
                        + " least 0.800 is asked for");
    }

    @Test
    void judgesOnlyWhatThisRunHasMeasured() throws IOException {
        results().add(ON_8, pair(700));
        Results second = results();
        second.add(ON_17, pair(850));

        assertThat(Compare.regressions(second.ofThisRun(), 0.8)).isEmpty();
        assertThat(Compare.regressions(second, 0.8)).hasSize(1);
        assertThat(second.ofThisRun().of(ON_17)).containsExactly(pair(850));
    }

    @Test
    void aRegressionIsAStartThatSucceedsOnlyWithoutTheAgent() throws IOException {
        Results results = results();
        Case pool = new Case(Scenario.POOL_ON_A_TENTH, "17", Backend.Kind.LOCAL);
        results.add(pool, started(1, 1));
        results.add(pool, started(0, 0));
        assertThat(Compare.regressions(results, 0)).isEmpty();

        results.add(pool, started(0, 1));
        assertThat(Compare.regressions(results, 0))
                .containsExactly(
                        "benchmarks: pool-0.1 on JDK 17 starts 1 of 3 times with the agent, and 2 times without");
    }

    @Test
    void aTableHasAColumnForEachJdkAndBackend() throws IOException {
        Results results = results();
        results.add(ON_17, pair(900));
        results.add(ON_8, pair(1000));

        assertThat(Table.markdown(results)).isEqualTo("""
                        | scenario | figure | JDK 17 | JDK 8, backend hanging |
                        |---|---|---|---|
                        | `ping-pong` | operations/s, with : without | 0.900 (0.900 to 0.900) | 1.000 (1.000 to 1.000) |
                        | `ping-pong` | process CPU per operation, with : without | 1.111 (1.111 to 1.111) | 1.000 (1.000 to 1.000) |

                        <details>
                        <summary>All other figures</summary>

                        | scenario | figure | JDK 17 | JDK 8, backend hanging |
                        |---|---|---|---|
                        | `ping-pong` | operations/s without | 500 (500 to 500) | 500 (500 to 500) |

                        </details>
                        """);
    }

    @Test
    void theDocumentKeepsWhatIsAroundTheTable() {
        String document = "before\n<!-- cost -->\nold\n<!-- end of cost -->\nafter\n";

        assertThat(CostBlock.replaced(document, "new\n"))
                .isEqualTo("before\n<!-- cost -->\nnew\n<!-- end of cost -->\nafter\n");
        assertThatIllegalArgumentException().isThrownBy(() -> CostBlock.replaced("nothing", "new"));
    }

    @Test
    void aProcessThatTellsNothingIsShownWithItsOutput() throws IOException {
        assertThat(Fork.result("a warning\nresult ops=12\n", List.of("java"), 0).get("ops"))
                .isEqualTo(12);
        assertThatThrownBy(() -> Fork.result("Exception in main", List.of("java", "Bench"), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 1 from java Bench")
                .hasMessageContaining("Exception in main");
    }

    private Results results() throws IOException {
        return Results.in(directory.resolve("results.tsv"));
    }

    private static Pair started(int with, int without) {
        return new Pair(Outcome.parse("started=" + with), Outcome.parse("started=" + without));
    }

    private static Pair pair(int with) {
        return new Pair(Outcome.parse("ops=" + with + " seconds=2 cpu=1"), Outcome.parse("ops=1000 seconds=2 cpu=1"));
    }
}
