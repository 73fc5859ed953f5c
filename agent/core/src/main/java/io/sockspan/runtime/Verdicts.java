package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.config.Options;
import io.sockspan.config.Settings;
import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.leak.Announcer;
import io.sockspan.leak.KnownPools;
import io.sockspan.leak.LeakDetector;
import io.sockspan.leak.LeakIgnores;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.leak.Verdict;
import io.sockspan.leak.VerdictListener;
import io.sockspan.report.SuspectText;
import io.sockspan.report.TextReport;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.time.Clock;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reaches verdicts after each sweep and publishes them. Every verdict is exported; stderr gets them in groups, and the same group again
 * only as the option {@code leak.repeat} allows. For the agent's thread.
 */
final class Verdicts implements VerdictListener {
    private final LeakDetector detector;
    private final Announcer announcer;
    private final Descriptors descriptors = new Descriptors(Proc.ofThisSystem());
    private final Clock clock;
    private final TelemetrySink telemetry;
    private final Recording recording;
    private final boolean watchesIdle;
    private volatile boolean isClosed;
    private boolean watchesTransfers;
    private long exhaustedBefore;

    Verdicts(Settings settings, Console console, Clock clock, TelemetrySink telemetry, Recording recording) {
        this.recording = recording;
        this.watchesIdle = settings.get(Options.LEAK_IDLE).isPresent();
        this.clock = clock;
        this.telemetry = telemetry;
        this.detector = new LeakDetector(
                LimitsFromSettings.read(settings),
                LeakIgnores.of(settings.get(Options.LEAK_IGNORE)),
                KnownPools.with(settings.get(Options.POOLS)),
                clock,
                this);
        detector.transfersWatched(Long.MIN_VALUE);
        long repeat = settings.get(Options.LEAK_REPEAT).map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.announcer = new Announcer(repeat, new SuspectText(TextReport.WIDTH), console::suspect);
    }

    /**
     * Publishes no verdict from now on. For any thread: called before the hooks are removed, in case the last judgement is still running.
     * What that judgement finds afterwards may rest on closes that no hook saw.
     */
    void close() {
        isClosed = true;
    }

    LeakDetector detector() {
        return detector;
    }

    /**
     * Examines the result of the last sweep: the open sockets, and those that were closed here and stay open in another process.
     *
     * @param knownUntil up to when what the application did is known, {@link System#nanoTime()}: a condition has lasted until then, and not until
     *     now, as on a busy machine a sweep takes long
     */
    void examine(List<TrackedSocket> open, List<TrackedSocket> inherited, long knownUntil) {
        detector.examine(open, inherited, knownUntil);
        long now = clock.nanos();
        watchTransfers(watchesIdle || detector.wantsTransfers(), now);
        OptionalLong used = descriptors.open();
        OptionalLong limit = descriptors.limit();
        if (used.isPresent() && limit.isPresent()) {
            detector.examineDescriptors(open, toInt(used), toInt(limit), now);
        }
        long exhausted = recording.descriptorsExhausted();
        boolean ranOut = exhausted != exhaustedBefore;
        if (ranOut) {
            exhaustedBefore = exhausted;
            detector.descriptorsExhausted(open, now);
        }
        if (isClosed) {
            return;
        }
        announcer.announce(detector, now);
        if (ranOut && detector.isWatchingDescriptors()) {
            announcer.announceAll(detector, now);
        }
    }

    private void watchTransfers(boolean watch, long now) {
        if (watch != watchesTransfers) {
            watchesTransfers = watch;
            recording.watchTransfers(watch);
            detector.transfersWatched(watch ? now : Long.MIN_VALUE);
        }
    }

    /** Whether the process has run out of descriptors since {@link #examine}. */
    boolean isUrgent() {
        return recording.descriptorsExhausted() != exhaustedBefore;
    }

    /** How many sockets are suspect now, by kind. */
    Map<LeakKind, Integer> counts() {
        Map<LeakKind, Integer> counts = new EnumMap<>(LeakKind.class);
        for (Suspect suspect : detector.suspects()) {
            if (!suspect.isRemark()) {
                counts.merge(suspect.kind, (int) suspect.count, Integer::sum);
            }
        }
        return counts;
    }

    @Override
    public void accused(Verdict verdict) {
        if (isClosed) {
            return;
        }
        announcer.accused(verdict);
        if (!verdict.isRemark()) {
            telemetry.accused(leakSpan(verdict));
        }
    }

    @Override
    public void retracted(Verdict verdict) {
        announcer.retracted(verdict);
        if (!verdict.isRemark()) {
            telemetry.retracted(leakSpan(verdict));
        }
    }

    @Override
    public void ended(Verdict verdict) {
        announcer.ended(verdict);
        if (!verdict.isRemark()) {
            telemetry.settled(leakSpan(verdict));
        }
    }

    private LeakSpan leakSpan(Verdict verdict) {
        return new LeakSpan(
                verdict.kind,
                verdict.fingerprint,
                verdict.connection,
                verdict.since,
                verdict.limit,
                Math.max(1, detector.count(verdict.fingerprint)),
                detail(verdict));
    }

    /**
     * The detail that no other attribute has: for a verdict on the whole process, how many descriptors are open and where most of them were
     * opened.
     */
    private String detail(Verdict verdict) {
        return verdict.connection == null ? detector.suspect(verdict.fingerprint).detail : null;
    }

    private static int toInt(OptionalLong value) {
        return (int) Math.min(Integer.MAX_VALUE, value.getAsLong());
    }
}
