package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.telemetry.Gauges;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.track.RegularReadings;
import io.sockspan.track.Tracker;

/** Follows each sweep: reaches verdicts, and publishes the gauges. For the agent's thread. */
final class Judgement implements Runnable {
    private final Recording recording;
    private final Tracker tracker;
    private final Verdicts verdicts;
    private final TelemetrySink telemetry;
    private final Console console;
    /** Null if nobody measures. */
    private final RegularReadings readings;

    private boolean isUnreadableReported;
    private String reportedWatchProblem;

    Judgement(
            Recording recording,
            Tracker tracker,
            Verdicts verdicts,
            TelemetrySink telemetry,
            Console console,
            RegularReadings readings) {
        this.recording = recording;
        this.tracker = tracker;
        this.verdicts = verdicts;
        this.telemetry = telemetry;
        this.console = console;
        this.readings = readings;
    }

    @Override
    public void run() {
        if (!isUnreadableReported && !tracker.isKernelReadable()) {
            isUnreadableReported = true;
            console.problem("this system does not give the TCP state of a socket (Linux does, unless a sandbox forbids "
                    + "getsockopt(TCP_INFO)): states are inferred from calls and marked with ?");
        }
        String watchProblem = tracker.watchProblem();
        if (watchProblem != null && !watchProblem.equals(reportedWatchProblem)) {
            reportedWatchProblem = watchProblem;
            console.problem(watchProblem);
        }
        if (readings != null) {
            readings.runIfDue();
        }
        verdicts.examine(tracker.open(), tracker.inherited(), tracker.drainedAt());
        telemetry.swept(
                tracker.sweepDuration(),
                Gauges.of(
                        tracker.followed(),
                        verdicts.counts(),
                        tracker.dropped(),
                        recording.hookFailures(),
                        tracker.clock().nanos()));
    }
}
