package io.sockspan.bench;

import io.sockspan.testkit.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: asks as fast as it is answered, on a few connections. */
final class Wrk {
    private static final int CONNECTIONS = 8;
    /** Beyond the time it is given. */
    private static final long PATIENCE_SECONDS = 30;

    private static final Pattern PERCENTILE = Pattern.compile("(?m)^ +(50|99)% +([0-9.]+)(us|ms|s|m|h)$");
    private static final Pattern FAILURES = Pattern.compile("(?m)^ *(Socket errors|Non-2xx or 3xx responses): .*$");
    private static final Map<String, Double> SECONDS = Map.of("us", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    private Wrk() {}

    /** Returns the latencies that it saw, by name. */
    static Map<String, Double> run(int port, double seconds, boolean keepsAlive)
            throws IOException, InterruptedException {
        // It takes whole seconds only.
        long whole = Math.max(1, Math.round(seconds));
        List<String> command = new ArrayList<>(
                List.of("wrk", "--threads", "1", "--connections", String.valueOf(CONNECTIONS), "--latency"));
        // A machine that is busy elsewhere is slow, which is no failure.
        command.addAll(List.of("--duration", whole + "s", "--timeout", "10s"));
        if (!keepsAlive) {
            command.addAll(List.of("--header", "Connection: close"));
        }
        command.add("http://127.0.0.1:" + port + "/");
        Process wrk = start(command);
        Output output = new Output("output-" + wrk.pid(), wrk.getInputStream());
        try {
            if (!wrk.waitFor(whole + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("wrk did not end");
            }
            output.awaitEnd();
        } finally {
            // Closes the stream too, so all must have been read by then.
            wrk.destroyForcibly();
        }
        return latencies(output.toString());
    }

    private static Process start(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot run wrk, which the HTTP scenarios need (the package wrk of Debian, Ubuntu and Homebrew): "
                            + e.getMessage(),
                    e);
        }
    }

    /** In seconds; a run with failures is none. */
    static Map<String, Double> latencies(String printed) throws IOException {
        Matcher failures = FAILURES.matcher(printed);
        if (failures.find()) {
            throw new IOException("wrk met failures: " + failures.group().trim());
        }
        Map<String, Double> latencies = new HashMap<>();
        Matcher percentile = PERCENTILE.matcher(printed);
        while (percentile.find()) {
            latencies.put(
                    "latency.p" + percentile.group(1),
                    Double.parseDouble(percentile.group(2)) * SECONDS.get(percentile.group(3)));
        }
        if (latencies.size() != 2) {
            throw new IOException("wrk printed no latencies:" + System.lineSeparator() + printed);
        }
        return latencies;
    }
}
