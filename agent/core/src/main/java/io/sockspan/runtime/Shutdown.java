package io.sockspan.runtime;

import io.sockspan.command.Reports;
import io.sockspan.command.Requests;
import io.sockspan.track.TrackedSocket;
import io.sockspan.track.Tracker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of the agent's work: with the JVM, by detach, or after an error. For the agent's thread. */
final class Shutdown {
    /** How long the JVM's exit waits for the last exports, counted from the printing of the exit report. */
    static final long EXIT_MILLIS = 2_000;
    /** How long telemetry may take to send what is left when the agent is detached. */
    static final Duration DETACH_FLUSH = Duration.ofSeconds(5);

    private static final long LAST_EXPORT = TimeUnit.MILLISECONDS.toNanos(1_900);
    /** The HTML file is written while spans are sent. */
    private static final long LAST_OF_FILE = TimeUnit.MILLISECONDS.toNanos(1_950);

    private static final Duration TELEMETRY_START_AT_END = Duration.ofMillis(1_000);

    private final Tracker tracker;
    private final Reports reports;
    private final Requests requests;
    private final LazyStart lazyStart;
    private final LateTelemetry telemetry;
    private final ExitReports exitReports;
    private final Console console;
    private final MemoryGuard guard;

    Shutdown(
            Tracker tracker,
            Reports reports,
            Requests requests,
            LazyStart lazyStart,
            LateTelemetry telemetry,
            ExitReports exitReports,
            Console console,
            MemoryGuard guard) {
        this.tracker = tracker;
        this.reports = reports;
        this.requests = requests;
        this.lazyStart = lazyStart;
        this.telemetry = telemetry;
        this.exitReports = exitReports;
        this.console = console;
        this.guard = guard;
    }

    /**
     * The JVM ends. The requested reports come first, before anything that takes time or waits for a backend.
     *
     * @param reported called when the exit report is printed
     */
    void atExit(Runnable reported) {
        guard.run(reports::refresh);
        guard.run(requests::runAll);
        guard.run(exitReports::print);
        guard.run(exitReports::beginFile);
        long began = now();
        reported.run();
        guard.run(() -> export("the JVM ended"));
        requests.close();
        telemetry.shutdown(left(LAST_EXPORT, began));
        exitReports.awaitFile(left(LAST_OF_FILE, began));
    }

    /**
     * The JVM goes on without the agent. The last verdicts are reached while all hooks are still in place: without hooks a close is not
     * seen, and a socket that was closed would pass for a dropped one. So nothing is read from the hooks or the kernel afterwards.
     *
     * @param judged called when the hooks may be removed
     */
    void atDetach(Runnable judged) {
        guard.run(reports::refreshQuickly);
        guard.run(tracker::endWatch);
        requests.refuse("it is being detached", null);
        judged.run();
        guard.run(() -> export("the agent was detached"));
        telemetry.shutdown(DETACH_FLUSH);
        telemetry.abort();
        console.info("detached");
    }

    /** After an error: stops exporting, without waiting. */
    void abandon() {
        tracker.endWatch();
        telemetry.shutdown(Duration.ZERO);
    }

    /**
     * Passes the connections that are still there to telemetry, with their last observed states.
     *
     * @param end what happens now, for a line to people
     */
    private void export(String end) {
        long seenAt = now();
        lazyStart.beforeTheEnd();
        telemetry.await(TELEMETRY_START_AT_END);
        if (telemetry.isStarting()) {
            console.problem("telemetry had not started when " + end + ", so its spans and metrics were not exported");
        }
        tracker.finish();
        for (TrackedSocket connection : tracker.open()) {
            telemetry.cutShort(connection, seenAt);
        }
    }

    private Duration left(long limit, long began) {
        return Duration.ofNanos(Math.max(0, limit - (now() - began)));
    }

    private long now() {
        return tracker.clock().nanos();
    }
}
