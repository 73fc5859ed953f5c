package io.sockspan.runtime;

import io.sockspan.command.RecentTransitions;
import io.sockspan.command.Reports;
import io.sockspan.command.Requests;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.time.SystemClock;
import io.sockspan.track.Tracker;
import java.util.concurrent.TimeUnit;

/** One turn of the agent's work: process events, sweep and reach verdicts when due, answer requests. For the agent's thread. */
final class AgentLoop {
    /** The least time between two sweeps for lack of descriptors, which an application may hit thousands of times a second. */
    private static final long URGENT_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final SystemClock clock;
    private final Tracker tracker;
    private final Verdicts verdicts;
    private final Judgement judgement;
    private final LateTelemetry telemetry;
    private final LazyStart lazyStart;
    private final RecentTransitions changes;
    private final Reports reports;
    private final Shutdown shutdown;
    private final MemoryGuard guard;
    private final Runnable[] steps;
    private long lastUrgent;
    private long pause = StepPause.SHORT;

    AgentLoop(
            SystemClock clock,
            Tracker tracker,
            Verdicts verdicts,
            Judgement judgement,
            LateTelemetry telemetry,
            LazyStart lazyStart,
            ApplicationSpans applicationSpans,
            RecentTransitions changes,
            Reports reports,
            Requests requests,
            Shutdown shutdown,
            MemoryGuard guard) {
        this.clock = clock;
        this.tracker = tracker;
        this.verdicts = verdicts;
        this.judgement = judgement;
        this.telemetry = telemetry;
        this.lazyStart = lazyStart;
        this.changes = changes;
        this.reports = reports;
        this.shutdown = shutdown;
        this.guard = guard;
        this.steps = new Runnable[] {
            clock::follow,
            applicationSpans::prepare,
            lazyStart::step,
            this::observe,
            this::forgetTransitions,
            telemetry::expire,
            requests::runAll,
            this::planPause
        };
        this.lastUrgent = now() - URGENT_PAUSE;
    }

    /** How long the next {@link #step} may wait, in nanoseconds, unless something happens that wakes the thread. */
    long pause() {
        return pause;
    }

    /** Whether the next {@link #step} has something to do already. */
    boolean isAnythingWaiting() {
        return tracker.isAnythingWaiting() || verdicts.isUrgent();
    }

    Reports reports() {
        return reports;
    }

    Verdicts verdicts() {
        return verdicts;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    /** Each part may fail for lack of memory without stopping the others. */
    void step() {
        pause = StepPause.SHORT;
        for (Runnable step : steps) {
            guard.run(step);
        }
    }

    private void observe() {
        if (lazyStart.isReadyForEvents()) {
            tracker.drain();
            if (isUrgent()) {
                tracker.sweep(judgement);
            } else {
                tracker.sweepIfDue(judgement);
            }
        }
    }

    private void planPause() {
        if (lazyStart.isFirstSocketHandled() && tracker.isIdle()) {
            pause = tracker.isIdleForLong()
                    ? StepPause.afterAMinute(telemetry.isAtWork(), tracker.untilDue())
                    : StepPause.LONG;
        }
    }

    private void forgetTransitions() {
        changes.forgetIfUnasked(now());
    }

    /** A lack of descriptors is reported as soon as it is noticed, not at the next sweep. */
    private boolean isUrgent() {
        long now = now();
        if (!verdicts.isUrgent() || now - lastUrgent < URGENT_PAUSE) {
            return false;
        }
        lastUrgent = now;
        return true;
    }

    private long now() {
        return clock.nanos();
    }
}
