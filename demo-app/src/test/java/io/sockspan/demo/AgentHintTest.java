package io.sockspan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The demo and the README give the same commands. */
class AgentHintTest {
    @Test
    void theReadmeShowsTheDemo() throws IOException {
        assertThat(readme()).contains(AgentHint.FOR_SCENARIOS);
    }

    @Test
    void theReadmeShowsTheService() throws IOException {
        assertThat(readme()).contains(AgentHint.FOR_SERVICE);
    }

    /** Tests run in the module's directory, wherever the build was started. */
    private static String readme() throws IOException {
        return Files.readString(Path.of("..", "README.md"));
    }
}
