package io.sockspan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.agent.Sockspan;
import io.sockspan.demo.scenario.Scenario;
import io.sockspan.demo.scenario.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerformanceTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream print = new PrintStream(out, true);

    @AfterEach
    void forget() {
        Sockspan.json = null;
        Sockspan.text = null;
    }

    @Test
    void explainsBeforeItPlaysAndTellsHowToRunItWithTheAgent() throws Exception {
        assertThat(new Performance(new PlainNarrator(print), Optional.empty()).play(List.of(new Fake(false))))
                .isTrue();

        assertThat(out.toString().lines())
                .startsWith("== fake: a fake", "", "  First this.", "  Then that.", "")
                .last()
                .asString()
                .startsWith("To see what the agent makes of this: java -javaagent:");
    }

    @Test
    void printsNothingButBracketsWhenQuiet() throws Exception {
        Sockspan.json = "{}";
        Sockspan.text = "much to tell";

        assertThat(new Performance(new QuietNarrator(print), agent()).play(List.of(new Fake(false))))
                .isTrue();

        assertThat(out.toString().lines()).containsExactly("BEGIN fake", "END fake");
    }

    @Test
    void endsWithWhatTheAgentFound() throws Exception {
        Sockspan.json = "{}";
        Sockspan.text = "nothing to complain about";

        new Performance(new PlainNarrator(print), agent()).play(Collections.emptyList());

        assertThat(out.toString().lines()).containsExactly("== What the agent found", "", "nothing to complain about");
    }

    @Test
    void goesOnAfterAFailureAndTellsOfItAtTheEnd() throws Exception {
        Performance performance = new Performance(new QuietNarrator(print), Optional.empty());

        assertThat(performance.play(List.of(new Fake(true), new Fake(false)))).isFalse();

        assertThat(out.toString().lines()).containsExactly("BEGIN fake", "END fake", "BEGIN fake", "END fake");
    }

    @Test
    void failsWhenTheAgentCannotBeAsked() throws Exception {
        assertThat(new Performance(new QuietNarrator(print), agent()).play(Collections.emptyList()))
                .isFalse();
    }

    private static Optional<AgentFindings> agent() {
        return AgentFindings.in(PerformanceTest.class.getClassLoader());
    }

    private static final class Fake implements Scenario {
        private final boolean failing;

        Fake(boolean failing) {
            this.failing = failing;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public String title() {
            return "a fake";
        }

        @Override
        public String explanation() {
            return "First this.\nThen that.";
        }

        @Override
        public void run(Stage stage) throws IOException {
            if (failing) {
                throw new IOException("on purpose");
            }
        }
    }
}
