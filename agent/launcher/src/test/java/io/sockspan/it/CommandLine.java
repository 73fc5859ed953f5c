package io.sockspan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code java -jar sockspan-agent.jar}, run as a person would and to its end. */
final class CommandLine {
    private static final long PATIENCE_SECONDS = 60;

    private final Jdk jdk;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> prefix = new ArrayList<>();

    private CommandLine(Jdk jdk) {
        this.jdk = jdk;
        env("COLUMNS", "100");
    }

    /** On that JDK's java. */
    static CommandLine on(Jdk jdk) {
        return new CommandLine(jdk);
    }

    CommandLine env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** By way of another command, such as one that changes the user. */
    CommandLine through(String... command) {
        Collections.addAll(prefix, command);
        return this;
    }

    Result run(Object... arguments) {
        List<String> command = new ArrayList<>(prefix);
        Collections.addAll(command, jdk.java().toString(), "-jar");
        command.add(
                Path.of(TargetJvm.property("sockspan.agent.jar")).normalize().toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(TargetJvm::steers);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            String out = read(process.getInputStream());
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + command);
            }
            return new Result(String.join(" ", command), process.exitValue(), out, err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came of it. */
    record Result(String command, int exitCode, String out, String err) {
        private static final Pattern TIME =
                Pattern.compile("\\b\\d+(\\.\\d+)?(us|ms|s|m|m\\d\\ds)\\b|\\b\\d+\\.\\d s\\b");
        private static final Pattern PORT = Pattern.compile("(\\*|localhost|127\\.0\\.0\\.1|\\[::1\\]):\\d+");
        private static final Pattern FINGERPRINT = Pattern.compile("\\b(LEAK|SUSPECT) [0-9a-f]{8}\\b");

        /** Asserts that it went well and that nothing was said beside the result. */
        Result quietly() {
            assertThat(err).as(toString()).isEmpty();
            return ended(0);
        }

        Result ended(int expected) {
            assertThat(exitCode).as(toString()).isEqualTo(expected);
            return this;
        }

        /** Asserts that it could not be done, and gives the one line that says why. */
        String refusal() {
            ended(2);
            assertThat(out).as(toString()).isEmpty();
            assertThat(err.lines()).as(toString()).hasSize(1);
            assertThat(err).as(toString()).startsWith("sockspan: ");
            return err.strip();
        }

        /** The output with what differs from run to run masked: times as T, ports as P; runs of spaces made one. */
        String masked() {
            return mask(out);
        }

        String maskedErr() {
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
