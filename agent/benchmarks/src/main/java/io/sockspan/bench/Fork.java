package io.sockspan.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one process and tells what came of it. */
final class Fork {
    private static final String RESULT = "result ";
    private static final long LIMIT_SECONDS = 180;
    /** The same for both sides, so that neither the machine's size nor the collector's choice of one makes a difference. */
    private static final String HEAP = "-Xmx512m";

    private final Path apps;
    private final Path agent;
    private final String agentOptions;

    /** @param agentOptions the agent's arguments, empty for its defaults */
    Fork(Path apps, Path agent, String agentOptions) {
        this.apps = apps;
        this.agent = agent;
        this.agentOptions = agentOptions;
    }

    Outcome run(Jdk jdk, Job job, boolean withAgent, Backend.Kind kind) throws IOException, InterruptedException {
        try (Backend backend = kind.open()) {
            List<String> command = command(jdk, job, withAgent, backend.endpoint());
            Path out = Files.createTempFile("sockspan-bench", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
                builder.environment().keySet().removeIf(Fork::steers);
                builder.redirectOutput(out.toFile());
                long launched = System.currentTimeMillis();
                long begin = System.nanoTime();
                int status = await(builder.start(), command);
                double wall = (System.nanoTime() - begin) / 1e9;
                Outcome outcome = result(Files.readString(out, StandardCharsets.UTF_8), command, status);
                Map<String, Double> more = new HashMap<>(backend.values(outcome));
                more.put("wall", wall);
                more.put("launched", launched / 1e3);
                return outcome.with(more);
            } finally {
                Files.delete(out);
            }
        }
    }

    private List<String> command(Jdk jdk, Job job, boolean withAgent, String endpoint) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString(), HEAP));
        if (withAgent) {
            command.add("-javaagent:" + agent + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
            command.add("-Dotel.exporter.otlp.endpoint=" + endpoint);
            job.agentSettings().forEach(setting -> command.add("-D" + setting));
        }
        command.addAll(List.of("-cp", apps.toString(), "io.sockspan.bench.app.Bench"));
        command.addAll(job.arguments());
        return command;
    }

    /** Settings of whoever started the benchmark must not steer the agent or the JVM. */
    private static boolean steers(String name) {
        return name.startsWith("OTEL_")
                || name.startsWith("SOCKSPAN_")
                || name.equals("JAVA_TOOL_OPTIONS")
                || name.equals("_JAVA_OPTIONS")
                || name.equals("JDK_JAVA_OPTIONS");
    }

    private static int await(Process process, List<String> command) throws IOException, InterruptedException {
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("took longer than " + LIMIT_SECONDS + " s: " + String.join(" ", command));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The line with the numbers; whatever else was printed is told if something went wrong. */
    static Outcome result(String output, List<String> command, int status) throws IOException {
        String line = output.lines()
                .filter(text -> text.startsWith(RESULT))
                .findFirst()
                .orElse(null);
        if (line == null || status != 0) {
            throw new IOException(
                    "exit code " + status + " from " + String.join(" ", command) + System.lineSeparator() + output);
        }
        return Outcome.parse(line.substring(RESULT.length()));
    }
}
