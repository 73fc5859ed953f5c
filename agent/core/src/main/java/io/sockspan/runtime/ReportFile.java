package io.sockspan.runtime;

import io.sockspan.leak.Suspect;
import io.sockspan.protocol.OutputFile;
import io.sockspan.report.HtmlReport;
import io.sockspan.track.Snapshot;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Writes the HTML report when the JVM exits, on a thread of its own: a file system that does not respond must delay neither the exit nor
 * the last spans. Reports a failure in one line.
 */
final class ReportFile extends Thread {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path target;
    private final Snapshot snapshot;
    private final List<Suspect> suspects;
    private final String application;
    private final Console console;

    /** @param target the file, or the directory to write it to */
    ReportFile(
            ThreadGroup threads,
            Path target,
            Snapshot snapshot,
            List<Suspect> suspects,
            String application,
            Console console) {
        super(threads, "sockspan-report");
        this.target = target;
        this.snapshot = snapshot;
        this.suspects = suspects;
        this.application = application;
        this.console = console;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            Path file = Files.isDirectory(target) ? target.resolve(name()) : target.toAbsolutePath();
            OutputFile.write(file, to -> HtmlReport.render(snapshot, suspects, application, to));
            console.info("wrote " + file);
        } catch (IOException | RuntimeException | LinkageError e) {
            problem(reason(e));
        }
    }

    /** Waits until the file is written; when the time is up, reports that and does not wait longer. */
    void await(Duration limit) {
        try {
            join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isAlive()) {
            problem("it takes too long, and the JVM exits now; give a path on a faster disk");
        }
    }

    private String name() {
        long epoch = snapshot.clock.epochNanos(snapshot.takenAt);
        return "sockspan-" + ThisProcess.id() + "-" + TIME.format(Instant.ofEpochSecond(0, epoch)) + ".html";
    }

    private static String reason(Throwable e) {
        String reason = OutputFile.reason(e);
        if (e instanceof NoSuchFileException) {
            return reason + "; create it, or give another path";
        }
        return reason
                + (e instanceof AccessDeniedException
                        ? "; give a path that the JVM's user may write to"
                        : "; give another path");
    }

    private void problem(String reason) {
        console.problem("report.file=" + target + " was not written: " + reason);
    }
}
