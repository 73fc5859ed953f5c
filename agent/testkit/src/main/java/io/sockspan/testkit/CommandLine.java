package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code java -jar sockspan-agent.jar}, run to its end, as a person runs it. */
public final class CommandLine {
    private static final long PATIENCE_SECONDS = 180;

    private final Jdk jdk;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> prefix = new ArrayList<>();

    private Path jar = Path.of(TargetJvm.property("sockspan.agent.jar")).normalize();

    private CommandLine(Jdk jdk) {
        this.jdk = jdk;
        env("COLUMNS", "100");
    }

    /** Runs on the java of that JDK. */
    public static CommandLine on(Jdk jdk) {
        return new CommandLine(jdk);
    }

    public CommandLine env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs through another command, such as one that changes the user. */
    public CommandLine through(String... command) {
        Collections.addAll(prefix, command);
        return this;
    }

    /** Runs another file than the one of the build. */
    public CommandLine jar(Path other) {
        jar = other;
        return this;
    }

    public Result run(Object... arguments) {
        List<String> command = command(arguments);
        try {
            Process process = launch(command);
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + command);
            }
            return new Result(String.join(" ", command), process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts a command that runs until it is ended. */
    public Running start(Object... arguments) throws IOException {
        return new Running(launch(command(arguments)));
    }

    /** Starts such a command on a terminal of 100 columns and 20 lines, whose state is printed afterwards. */
    public Running startOnATerminal(Object... arguments) throws IOException {
        environment.remove("COLUMNS");
        environment.putIfAbsent("TERM", "xterm");
        String script = "stty cols 100 rows 20; " + String.join(" ", command(arguments)) + "; stty -a";
        ProcessBuilder builder = builder(List.of("script", "-qefc", script, "/dev/null"));
        // The width must come from the terminal, and not from the environment of the tests.
        builder.environment().remove("COLUMNS");
        return new Running(builder.start());
    }

    public static boolean hasTerminals() {
        try {
            return new ProcessBuilder("script", "-qefc", "true", "/dev/null")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> command(Object... arguments) {
        List<String> command = new ArrayList<>(prefix);
        Collections.addAll(command, jdk.java().toString(), "-jar", jar.toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private Process launch(List<String> command) throws IOException {
        Process process = builder(command).start();
        process.getOutputStream().close();
        return process;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(TargetJvm::steers);
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        return builder;
    }

    /** A command that runs until it is ended; close ends it by SIGTERM. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final Output out;

        private Running(Process process) {
            this.process = process;
            this.out = new Output("stdout-" + process.pid(), process.getInputStream());
        }

        /** Waits for a line that matches the expression. */
        public void await(String regex) {
            assertThat(out.await(Pattern.compile(regex), 0, Duration.ofSeconds(PATIENCE_SECONDS)))
                    .as("a line like " + regex + " in\n" + String.join("\n", out.lines()))
                    .isPresent();
        }

        /** The output so far. */
        public String out() {
            return String.join("\n", out.lines());
        }

        /** Types a key, and waits for the end. */
        public List<String> press(char key) throws IOException, InterruptedException {
            process.getOutputStream().write(key);
            process.getOutputStream().flush();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            out.awaitEnd();
            return out.lines();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end");
            }
        }
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result of a command. */
    public record Result(String command, int exitCode, String out, String err) {
        private static final Pattern TIME =
                Pattern.compile("\\b\\d+(\\.\\d+)?(us|ms|s|m|m\\d\\ds)\\b|\\b\\d+\\.\\d s\\b");
        private static final Pattern PORT = Pattern.compile("(\\*|localhost|127\\.0\\.0\\.1|\\[::1\\]):\\d+");
        private static final Pattern FINGERPRINT = Pattern.compile("\\b(LEAK|SUSPECT) [0-9a-f]{8}\\b");

        /** Asserts that the command succeeded and printed only its result. */
        public Result quietly() {
            assertThat(err).as(toString()).isEmpty();
            return ended(0);
        }

        public Result ended(int expected) {
            assertThat(exitCode).as(toString()).isEqualTo(expected);
            return this;
        }

        /** Asserts that the command failed, and returns the one line with the reason. */
        public String refusal() {
            ended(2);
            assertThat(out).as(toString()).isEmpty();
            assertThat(err.lines()).as(toString()).hasSize(1);
            assertThat(err).as(toString()).startsWith("sockspan: ");
            return err.strip();
        }

        /** The output with what differs from run to run masked: times as T, ports as P; runs of spaces made one. */
        public String masked() {
            return mask(out);
        }

        public String maskedErr() {
            return mask(err);
        }

        private static String mask(String text) {
            String masked = TIME.matcher(text).replaceAll("T");
            masked = PORT.matcher(masked).replaceAll("$1:P");
            masked = FINGERPRINT.matcher(masked).replaceAll("$1 F");
            return masked.replaceAll("(?<=\\S) +", " ").replaceAll("(?m) +$", "");
        }

        @Override
        public String toString() {
            return command + "\nexit code " + exitCode + "\n--- stdout\n" + out + "--- stderr\n" + err + "---";
        }
    }
}
