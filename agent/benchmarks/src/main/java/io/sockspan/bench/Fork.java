package io.sockspan.bench;

import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Output;
import io.sockspan.testkit.Quota;
import io.sockspan.testkit.TargetJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one process and returns what came of it. */
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
        try (Backend backend = kind.open();
                Quota quota = Quota.of(job.processors())) {
            List<String> command = new ArrayList<>(quota.prefix());
            if (job.isTimed()) {
                command.addAll(ShellTimes.prefix());
            }
            command.addAll(command(jdk, job, withAgent, backend.endpoint()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // Settings of whoever started the benchmark must not steer the agent or the JVM.
            builder.environment().keySet().removeIf(TargetJvm::steers);
            Map<String, Double> more = new HashMap<>();
            more.put("launched", System.currentTimeMillis() / 1e3);
            long begin = System.nanoTime();
            Process process = builder.start();
            Output output = new Output("output-" + process.pid(), process.getInputStream());
            try {
                more.putAll(putOn(job.load(), process, output));
                await(process, command);
                more.put("wall", (System.nanoTime() - begin) / 1e9);
                output.awaitEnd();
            } finally {
                // Closes the stream too, so all must have been read by then.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            Outcome outcome = result(output.toString(), command, process.exitValue());
            more.putAll(backend.values(outcome));
            if (job.isTimed()) {
                more.put("process.cpu", ShellTimes.of(output.toString()));
            }
            return outcome.with(more);
        }
    }

    private static Map<String, Double> putOn(Load load, Process process, Output output)
            throws IOException, InterruptedException {
        try {
            return load.putOn(process, output);
        } catch (IOException e) {
            // What the process printed may be the cause.
            throw new IOException(e.getMessage() + System.lineSeparator() + output, e);
        }
    }

    private List<String> command(Jdk jdk, Job job, boolean withAgent, String endpoint) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString(), HEAP));
        if (withAgent) {
            command.add("-javaagent:" + agent + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
            command.add("-Dotel.exporter.otlp.endpoint=" + endpoint);
            job.agentSettings().forEach(setting -> command.add("-D" + setting));
        }
        command.addAll(List.of("-cp", classPath(job), "io.sockspan.bench.app.Bench"));
        command.addAll(job.arguments());
        return command;
    }

    /** The libraries are for those that need them only: the others' start is measured, and a class path is searched then. */
    private String classPath(Job job) {
        return job.load() == Load.NONE
                ? apps.toString()
                : apps + File.pathSeparator + apps.resolveSibling("apps-lib/*");
    }

    private static void await(Process process, List<String> command) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("took longer than " + LIMIT_SECONDS + " s: " + String.join(" ", command));
        }
    }

    /** The line with the numbers; whatever else was printed is in the message if something went wrong. */
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
