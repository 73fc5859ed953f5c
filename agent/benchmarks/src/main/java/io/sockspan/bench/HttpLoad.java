package io.sockspan.bench;

import io.sockspan.testkit.Output;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to the server that a process is.
 *
 * @param warmUp seconds of load before what is measured
 * @param measured seconds of load that are measured
 * @param keepsAlive whether a connection serves many requests, not one
 */
record HttpLoad(double warmUp, double measured, boolean keepsAlive) implements Load {
    private static final Pattern PORT = Pattern.compile("^port (\\d+)$");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Map<String, Double> putOn(Process process, Output output) throws IOException, InterruptedException {
        Matcher said =
                output.await(PORT, 0, PATIENCE).orElseThrow(() -> new IOException("the process did not say its port"));
        int port = Integer.parseInt(said.group(1));
        try (Writer server = process.outputWriter(StandardCharsets.UTF_8)) {
            Wrk.run(port, warmUp, keepsAlive);
            send(server, "begin");
            Map<String, Double> seen = Wrk.run(port, measured, keepsAlive);
            send(server, "end");
            return seen;
        }
    }

    private static void send(Writer server, String line) throws IOException {
        server.write(line + "\n");
        server.flush();
    }
}
