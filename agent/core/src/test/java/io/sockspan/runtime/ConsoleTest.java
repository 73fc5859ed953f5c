package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.config.Log;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void saysAllThatItIsToldTo() {
        assertThat(said(Log.INFO))
                .containsExactly("sockspan: a problem", "SUSPECTED LEAK", "sockspan: started", "the report");
    }

    @Test
    void saysWhatIsWrongByDefault() {
        assertThat(said(Log.SUSPECTS)).containsExactly("sockspan: a problem", "SUSPECTED LEAK", "the report");
    }

    @Test
    void saysOnlyWhatWasAskedForExpresslyWhenItIsOff() {
        assertThat(said(Log.OFF)).containsExactly("the report");
    }

    @Test
    void keepsSuspectsToItselfOnceMuted() {
        Stderr stderr = new Stderr();
        Console console = stderr.console(Log.INFO);
        console.muteSuspects();
        console.suspect("SUSPECTED LEAK");
        console.problem("a problem");

        assertThat(stderr.lines()).containsExactly("sockspan: a problem");
    }

    private static List<String> said(Log level) {
        Stderr stderr = new Stderr();
        Console console = stderr.console(level);
        console.problem("a problem");
        console.suspect("SUSPECTED LEAK");
        console.info("started");
        console.report("the report");
        return stderr.lines();
    }
}
