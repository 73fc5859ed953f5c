package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void hasDefaults() {
        Arguments arguments = parse();

        assertThat(arguments.pairs()).isEqualTo(7);
        assertThat(arguments.backends()).containsExactly(Backend.Kind.LOCAL);
        assertThat(arguments.jdks()).containsExactly(Jdks.current());
        assertThat(arguments.document()).isEmpty();
        assertThat(arguments.failBelow()).isEmpty();
    }

    @Test
    void takesLists() {
        String home = System.getProperty("java.home");
        Arguments arguments = parse(
                "--scenario=churn-sockets,hold-1000", "--backend=absent,hanging", "--jdk", "8=" + home + ";17=" + home);

        assertThat(arguments.scenarios()).containsExactly(Scenario.CHURN_SOCKETS, Scenario.HOLD_1000);
        assertThat(arguments.backends()).containsExactly(Backend.Kind.ABSENT, Backend.Kind.HANGING);
        assertThat(arguments.jdks()).extracting(Jdk::version).containsExactly(8, 17);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> parse("--scenario=churn"))
                .hasMessageContaining("no scenario \"churn\"; there are churn-sockets, churn-channels");
        assertThatThrownBy(() -> parse("--pairs=0")).hasMessage("--pairs is 0, but must be at least 1");
        assertThatThrownBy(() -> parse("--jdk=/no/version")).hasMessageContaining("is not VERSION=DIRECTORY");
        assertThatThrownBy(() -> parse("--jdk=17=/nowhere")).hasMessage("/nowhere has no bin/java");
        assertThatThrownBy(() -> parse("--unknown")).hasMessageContaining("unknown");
    }

    private static Arguments parse(String... more) {
        List<String> all = new ArrayList<>(List.of("--apps=a", "--agent=b", "--results=c"));
        all.addAll(List.of(more));
        return Arguments.parse(all.toArray(String[]::new));
    }
}
