package io.sockspan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.demo.scenario.Scenario;
import io.sockspan.demo.scenario.Scenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void playEverythingByDefault() throws Exception {
        Arguments arguments = Arguments.parse();

        assertThat(arguments.mode()).isEqualTo(Arguments.Mode.PLAY);
        assertThat(arguments.quiet()).isFalse();
        assertThat(arguments.scenarios()).isEqualTo(Scenarios.all());
    }

    @Test
    void playTheNamedScenariosOnceAndInTheGivenOrder() throws Exception {
        Arguments arguments = Arguments.parse("--only", "tls", "--quiet", "--only", "nio", "--only", "tls");

        assertThat(arguments.scenarios()).extracting(Scenario::name).containsExactly("tls", "nio");
        assertThat(arguments.quiet()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"--list,LIST", "--serve,SERVE", "--help,HELP"})
    void chooseAMode(String option, Arguments.Mode mode) throws Exception {
        assertThat(Arguments.parse(option).mode()).isEqualTo(mode);
    }

    @Test
    void preferHelpToEverythingElse() throws Exception {
        assertThat(Arguments.parse("--help", "--serve").mode()).isEqualTo(Arguments.Mode.HELP);
    }

    @Test
    void nameTheKnownScenariosWhenOneIsUnknown() {
        assertThatThrownBy(() -> Arguments.parse("--only", "warp"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("no scenario is called \"warp\"; known are: close-by-client, ")
                .hasMessageContaining("never-connected");
    }

    @Test
    void sayWhatOnlyLacks() {
        assertThatThrownBy(() -> Arguments.parse("--only"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--only lacks the name of a scenario; known are: ");
    }

    @Test
    void nameTheOptionsWhenOneIsUnknown() {
        assertThatThrownBy(() -> Arguments.parse("--loud"))
                .isInstanceOf(UsageException.class)
                .hasMessage("\"--loud\" is no option; known are --list, --only NAME, --quiet, --serve and --help");
    }

    @Test
    void refuseToServeAndPlayAtOnce() {
        assertThatThrownBy(() -> Arguments.parse("--serve", "--quiet"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--serve plays no scenarios: leave out --only and --quiet, or leave out --serve");
    }

    @Test
    void fitTheHelpIntoATerminal() {
        assertThat(Arguments.HELP.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
