package io.sockspan.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks through a process that has become the JVM's user: {@link SessionAsUser}. That user can do anything with this process, so its output
 * is read with limits of time and size, and trusted no more than the JVM's own answers.
 */
final class UserConnection implements AgentConnection {
    /** Longer than the other process waits for the JVM. */
    private static final long PATIENCE_SECONDS = 50;

    private static final int LONGEST_ANSWER = 256 << 20;
    private static final int LONGEST_COMPLAINT = 300;

    private final Jvm target;
    private final Path directory;
    private final Process process;
    private final DataOutputStream questions;
    private final DataInputStream answers;

    UserConnection(Jvm target, Build build, boolean more) {
        this.target = target;
        this.directory = directoryFor(target);
        try {
            this.process = UserSwitch.start(target, build, directory, more);
        } catch (IOException e) {
            remove(directory);
            throw refused(Reasons.of(e));
        }
        this.questions = new DataOutputStream(process.getOutputStream());
        this.answers = new DataInputStream(process.getInputStream());
    }

    private static Path directoryFor(Jvm target) {
        try {
            return UserSwitch.directory();
        } catch (IOException e) {
            // The JVM's user, if it has the same /tmp, would fare no better.
            throw new Failure("nothing was attached to JVM " + target + ", which belongs to user " + target.user
                    + ": this command needs a directory in its own /tmp for that, and cannot make one (" + Reasons.of(e)
                    + "); mount a tmpfs there");
        }
    }

    @Override
    public Answer ask(String command, String options) {
        FutureTask<Answer> exchange = new FutureTask<>(() -> {
            SessionAsUser.writeText(questions, command);
            SessionAsUser.writeText(questions, options == null ? "" : options);
            questions.writeBoolean(options != null);
            questions.flush();
            return read();
        });
        Thread thread = new Thread(exchange, "exchange");
        thread.setDaemon(true);
        thread.start();
        try {
            return exchange.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failure("JVM " + target + " did not answer within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure) {
                throw (Failure) e.getCause();
            }
            throw refused(complaint());
        }
    }

    private Answer read() throws IOException {
        byte kind = answers.readByte();
        String text = SessionAsUser.readText(answers, LONGEST_ANSWER);
        if (kind == SessionAsUser.FAILED) {
            throw new Failure(text);
        }
        return new Answer(kind == SessionAsUser.STARTED, text);
    }

    /** What {@code setpriv} or the JVM printed before it ended. */
    private String complaint() {
        byte[] said = new byte[LONGEST_COMPLAINT];
        int length = 0;
        try {
            for (int count; length < said.length && process.getErrorStream().available() > 0; length += count) {
                count = process.getErrorStream().read(said, length, said.length - length);
                if (count < 0) {
                    break;
                }
            }
        } catch (IOException nothingMore) {
            // The output so far is enough.
        }
        String text = new String(said, 0, Math.max(0, length), StandardCharsets.UTF_8).trim();
        return text.isEmpty() ? "it ended" : text.replaceAll("\\s*\\R\\s*", "; ");
    }

    private Failure refused(String why) {
        return new Failure("JVM " + target + " belongs to user " + target.user
                + ", and no process could be run as that user" + " (" + why + "); run this as that user: sudo -u "
                + target.user + " java -jar sockspan-agent.jar ...");
    }

    @Override
    public void close() {
        try {
            // When the questions end, that process ends; it removes its files first.
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        remove(directory);
    }

    private static void remove(Path directory) {
        try {
            if (directory != null) {
                Files.deleteIfExists(directory.resolve("sockspan-agent.jar"));
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            // The directory stays: it is root's own, and contains only the jar.
        }
    }
}
