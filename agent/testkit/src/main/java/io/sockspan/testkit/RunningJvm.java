package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A forked JVM. A test ends it by {@link #finish()}, which asserts what holds for every run; {@link #close()} kills the process if it still
 * runs. Every failure message contains the whole output of the process.
 */
public final class RunningJvm implements AutoCloseable {
    /** Far longer than any step takes, even on a busy machine: only a failure waits so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final String REPORT = "@@REPORT ";
    private static final Pattern REPORT_LINE = Pattern.compile("^" + REPORT + "(.*)$");
    /** Warnings of the JVM on stderr: {@code WARNING: ...} and {@code OpenJDK 64-Bit Server VM warning: ...}. */
    private static final Pattern JVM_WARNING = Pattern.compile("(^|\\s)(WARNING|warning):");

    /** From JDK 21 on the JVM itself warns of every agent that is attached (JEP 451). */
    private static final Pattern DYNAMIC_AGENT = Pattern.compile(
            "^WARNING: (A Java agent has been loaded dynamically|If a serviceability tool is (not )?in use"
                    + "|Dynamic loading of agents will be disallowed)");

    /** From JDK 17 on the JVM warns of every application that sets a security manager at run time (JEP 411). */
    private static final Pattern SECURITY_MANAGER = Pattern.compile(
            "^WARNING: (A terminally deprecated method in java\\.lang\\.System has been called"
                    + "|System::setSecurityManager |Please consider reporting this to the maintainers of io\\.sockspan\\.it\\.)");

    private final Process process;
    private final String command;
    private boolean withAgent;
    private final boolean talks;
    private final BufferedWriter in;
    private final Output out;
    private final Output err;

    public RunningJvm(Process process, String command, boolean withAgent, boolean talks) {
        this.process = process;
        this.command = command;
        this.withAgent = withAgent;
        this.talks = talks;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = new Output("stdout-" + process.pid(), process.getInputStream());
        this.err = new Output("stderr-" + process.pid(), process.getErrorStream());
    }

    /** The agent was attached, so a last report is expected. */
    public void hasAgent() {
        withAgent = true;
    }

    public long pid() {
        return process.pid();
    }

    /** The lines on stdout so far. */
    public List<String> out() {
        return out.lines();
    }

    public List<String> err() {
        return err.lines();
    }

    /** The application's lines that begin with that word, without the word. */
    public List<String> said(String word) {
        String prefix = "app: " + word + " ";
        return out().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    /** Waits for a line on stdout that matches the expression. */
    public Matcher awaitOut(String regex) {
        return await(out, regex, 0);
    }

    public Matcher awaitErr(String regex) {
        return await(err, regex, 0);
    }

    /** Waits until the application has done its work and takes commands. */
    public RunningJvm awaitDone() {
        awaitOut("^app: done$");
        return this;
    }

    public void send(String line) {
        try {
            in.write(line);
            in.newLine();
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(describe("does not listen to " + line), e);
        }
    }

    /** Sends a command, and waits for a later line that matches the expression. */
    public Matcher ask(String line, String regex) {
        int from = out.size();
        send(line);
        return await(out, regex, from);
    }

    /** The agent's present report. */
    public AgentReport report() {
        return AgentReport.parse(ask("report", REPORT_LINE.pattern()).group(1));
    }

    /** Lets the application end by itself, and asserts what holds for every run. Returns the agent's last report; null without agent. */
    public AgentReport finish() {
        int exitCode = awaitExit();
        assertThat(exitCode).as(describe("exit code")).isZero();
        assertThat(err())
                .as(describe("no warning of the JVM"))
                .filteredOn(line -> !DYNAMIC_AGENT.matcher(line).find()
                        && !SECURITY_MANAGER.matcher(line).find())
                .noneMatch(JVM_WARNING.asPredicate());
        if (talks) {
            assertThat(out())
                    .as(describe("nothing on stdout but the application's own"))
                    .allMatch(line -> line.startsWith("app: ") || line.startsWith(REPORT));
        }
        return withAgent ? lastReport() : null;
    }

    private AgentReport lastReport() {
        String json = out().stream()
                .filter(line -> line.startsWith(REPORT))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError(describe("no report at the end")))
                .substring(REPORT.length());
        assertThat(json).as(describe("a report of the agent")).isNotEqualTo("null");
        AgentReport report = AgentReport.parse(json);
        assertThat(report.hookFailures()).as(describe("hook failures")).isZero();
        return report;
    }

    /** Closes the input, and waits until the process has ended and all its output was read. */
    public int awaitExit() {
        try {
            in.close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(describe("does not end"));
            }
            out.awaitEnd();
            err.awaitEnd();
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(describe("interrupted"), e);
        }
    }

    private Matcher await(Output output, String regex, int from) {
        return output.await(Pattern.compile(regex), from, PATIENCE)
                .orElseThrow(() -> new AssertionError(describe("no line like " + regex)));
    }

    /** A failure message: the problem, and the output of the process. */
    public String describe(String problem) {
        return Stream.of(
                        problem,
                        "command: " + command,
                        "--- stdout",
                        shortened(out),
                        "--- stderr",
                        err.toString(),
                        "---")
                .reduce((before, after) -> before + "\n" + after)
                .orElseThrow();
    }

    /** Reports of thousands of connections would bury everything else. */
    private static String shortened(Output output) {
        return output.lines().stream()
                .map(line -> line.length() <= 2_000 ? line : line.substring(0, 2_000) + "... (" + line.length() + ")")
                .reduce("", (before, after) -> before + after + "\n");
    }

    /**
     * Kills the process. Also deletes the attach socket that a killed JVM leaves, because a later JVM with the same process id creates it
     * too, possibly for another user.
     */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Files.deleteIfExists(Path.of("/tmp/.java_pid" + process.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
