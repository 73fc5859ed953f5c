package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void waitsForALine() throws Exception {
        try (Output output = new Output()) {
            Process process =
                    shell("echo starting; sleep 0.1; printf 'port 80'; sleep 0.1; echo 80; exec sleep 30", output);
            try {
                assertThat(output.await("port ", process)).isEqualTo("8080");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void doesNotWaitForWhoHasGone() throws Exception {
        try (Output output = new Output()) {
            Process process = shell("echo failed", output);

            assertThatThrownBy(() -> output.await("port ", process))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the process did not say \"port\"");
            assertThat(output.text()).isEqualTo("failed\n");
        }
    }

    private static Process shell(String script, Output output) throws IOException {
        return new ProcessBuilder("sh", "-c", script)
                .redirectOutput(output.file.toFile())
                .start();
    }
}
