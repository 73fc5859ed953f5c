package io.sockspan.runtime;

import io.sockspan.command.RecentTransitions;
import io.sockspan.command.Reports;
import io.sockspan.command.Requests;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.track.Tracker;
import java.util.concurrent.TimeUnit;

/** One turn of the agent's work: take in events, sweep and judge when it is time to, answer questions. For the agent's thread. */
final class AgentLoop {
    /** The least time between two sweeps for want of descriptors, which an application may meet thousands of times a second. */
    private static final long URGENT_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final Tracker tracker;
    private final Verdicts verdicts;
    private final Judgement judgement;
    private final LateTelemetry telemetry;
    private final LazyStart lazyStart;
    private final ApplicationSpans applicationSpans;
    private final RecentTransitions changes;
    private final Reports reports;
    private final Requests requests;
    private final Shutdown shutdown;
    private long lastUrgent;

    AgentLoop(
            Tracker tracker,
            Verdicts verdicts,
            Judgement judgement,
            LateTelemetry telemetry,
            LazyStart lazyStart,
            ApplicationSpans applicationSpans,
            RecentTransitions changes,
            Reports reports,
            Requests requests,
            Shutdown shutdown) {
        this.tracker = tracker;
        this.verdicts = verdicts;
        this.judgement = judgement;
        this.telemetry = telemetry;
        this.lazyStart = lazyStart;
        this.applicationSpans = applicationSpans;
        this.changes = changes;
        this.reports = reports;
        this.requests = requests;
        this.shutdown = shutdown;
        this.lastUrgent = now() - URGENT_PAUSE;
    }

    Reports reports() {
        return reports;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    void step() {
        applicationSpans.prepare();
        lazyStart.step();
        if (lazyStart.isReadyForEvents()) {
            tracker.drain();
            if (isUrgent()) {
                tracker.sweep(judgement);
            } else {
                tracker.sweepIfDue(judgement);
            }
        }
        changes.forgetIfUnasked(now());
        telemetry.expire();
        requests.runAll();
    }

    /** Want of descriptors is reported as soon as it is noticed, and not at the next sweep that is due. */
    private boolean isUrgent() {
        long now = now();
        if (!verdicts.isUrgent() || now - lastUrgent < URGENT_PAUSE) {
            return false;
        }
        lastUrgent = now;
        return true;
    }

    private long now() {
        return tracker.clock().nanos();
    }
}
