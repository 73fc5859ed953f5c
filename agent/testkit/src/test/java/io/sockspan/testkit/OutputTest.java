package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("^port (\\d+)$");

    private final PipedInputStream in = new PipedInputStream();

    @Test
    void waitsForTheWholeLine() throws Exception {
        try (OutputStream process = new PipedOutputStream(in)) {
            Output output = new Output("output", in);
            CompletableFuture<String> port = CompletableFuture.supplyAsync(
                    () -> output.await(PORT, 0, PATIENCE).orElseThrow().group(1));

            print(process, "starting\nport 80");
            assertThat(output.await(Pattern.compile("starting"), 0, PATIENCE)).isPresent();
            assertThat(output.await(PORT, 0, Duration.ofMillis(1)))
                    .as("half a line")
                    .isEmpty();
            print(process, "80\n");

            assertThat(port.get()).isEqualTo("8080");
        }
    }

    @Test
    void doesNotWaitForWhoHasGone() throws Exception {
        PipedOutputStream process = new PipedOutputStream(in);
        Output output = new Output("output", in);
        print(process, "failed\n");
        process.close();

        assertThat(output.await(PORT, 0, Duration.ofDays(1))).isEmpty();
        output.awaitEnd();
        assertThat(output).hasToString("failed");
    }

    @Test
    void seesOnlyTheLinesThatItIsAskedFor() throws Exception {
        try (OutputStream process = new PipedOutputStream(in)) {
            Output output = new Output("output", in);
            print(process, "port 1\nport 2\n");

            assertThat(output.await(PORT, 1, PATIENCE).orElseThrow().group(1)).isEqualTo("2");
        }
    }

    private static void print(OutputStream process, String text) throws Exception {
        process.write(text.getBytes(StandardCharsets.UTF_8));
        process.flush();
    }
}
