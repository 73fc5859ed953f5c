package io.sockspan.runtime;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.config.ExitReport;
import io.sockspan.config.Options;
import io.sockspan.config.Settings;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.Installation;
import io.sockspan.kernel.Proc;
import io.sockspan.telemetry.Gauges;
import io.sockspan.telemetry.Telemetry;
import io.sockspan.telemetry.TelemetrySettings;
import io.sockspan.track.Clock;
import io.sockspan.track.RecorderProbe;
import io.sockspan.track.SystemClock;
import io.sockspan.track.TrackSettings;
import io.sockspan.track.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The agent's own thread: everything that is not a hook happens here. */
final class AgentThread extends Thread {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    /** Of the 2 s at the JVM's end, what this thread takes at most to tell what it knows. */
    private static final long LAST_WORDS = TimeUnit.MILLISECONDS.toNanos(1_900);
    /** The same for the last of the report's file, which is written while the spans are sent. */
    private static final long LAST_OF_FILE = TimeUnit.MILLISECONDS.toNanos(1_950);
    /** Of those, how long it waits for telemetry that has begun to start. */
    private static final Duration TELEMETRY_START_AT_END = Duration.ofMillis(1_000);
    /** How long telemetry may take to send what is left when the agent is detached. */
    static final Duration DETACH_FLUSH = Duration.ofSeconds(5);
    /**
     * An application's first socket loads much of the JDK, on its own thread. What the agent loads for it comes that much later, so that
     * the two do not compete for the processor; events wait in their queue meanwhile.
     */
    private static final long HOLD_BACK = TimeUnit.MILLISECONDS.toNanos(300);
    /** How long telemetry may take to start before events are taken in without it. */
    private static final long TELEMETRY_START = TimeUnit.SECONDS.toNanos(10);

    /** The least time between two looks for want of descriptors; sweeps come as they do. */
    private static final long URGENT_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final Requests requests = new Requests();
    private final RecentTransitions changes = new RecentTransitions();
    private final ThreadGroup threads;
    private final Settings settings;
    private final Console console;
    private final Installation installation;
    private final ApplicationSpans applicationSpans;
    private final boolean attached;
    private final long began = System.nanoTime();
    private volatile boolean ending;
    private volatile boolean detaching;
    private volatile Throwable failure;

    private Clock clock;
    private LateTelemetry telemetry;
    private Verdicts verdicts;
    private Tracker tracker;
    private Reports reports;
    private Runnable atFirstSocket;
    private boolean selfTestBegan;
    private long inUseSince = Long.MIN_VALUE;
    private boolean toldUnreadable;
    private long telemetryBegan;
    private long lastUrgent = System.nanoTime() - URGENT_PAUSE;

    AgentThread(
            ThreadGroup threads,
            Settings settings,
            Console console,
            Installation installation,
            ApplicationSpans applicationSpans,
            boolean attached) {
        super(threads, "sockspan");
        this.threads = threads;
        this.settings = settings;
        this.console = console;
        this.installation = installation;
        this.applicationSpans = applicationSpans;
        this.attached = attached;
        setDaemon(true);
        setContextClassLoader(AgentThread.class.getClassLoader());
    }

    /** Asks for a report. It is made on this thread as long as it lives, from what the kernel says then. */
    <T> Future<T> submit(Function<Reports, T> report) {
        return submit(this::look, report);
    }

    /** The same, where the kernel is asked only if a socket that was opened after the one with that id is open. */
    <T> Future<T> submitAfter(long id, boolean tableToo, Function<Reports, T> report) {
        return submit(() -> lookAfter(id, tableToo), report);
    }

    private void lookAfter(long id, boolean tableToo) {
        tracker.drain();
        if (Tracker.isAnyOpenAfter(id)) {
            if (tableToo) {
                tracker.sweep(this::judge);
            } else {
                tracker.sweepQuickly(this::judge);
            }
        }
    }

    private <T> Future<T> submit(Runnable look, Function<Reports, T> report) {
        Future<T> future = requests.submit(() -> {
            requireSound();
            look.run();
            return report.apply(reports);
        });
        LockSupport.unpark(this);
        return future;
    }

    /** What is to be done, on this thread, a moment after the first socket is seen; to be said before it starts. */
    void atFirstSocket(Runnable action) {
        atFirstSocket = action;
    }

    private void requireSound() {
        if (failure != null) {
            throw new IllegalStateException("it has met an error of its own and is off: " + failure, failure);
        }
    }

    /** The id of the socket that was seen last. Costs next to nothing, and does not wait for this thread. */
    String lastSeen() {
        requireSound();
        return Long.toString(Recorder.lastId());
    }

    /** Asks this thread to tell what it knows and end. */
    void end() {
        ending = true;
        LockSupport.unpark(this);
    }

    /** Asks this thread to send what it knows and end, while the JVM goes on. */
    void detach() {
        detaching = true;
        end();
    }

    @Override
    public void run() {
        try {
            prepare();
            while (!ending) {
                step();
                LockSupport.parkNanos(this, PAUSE);
            }
            if (detaching) {
                leave();
            } else {
                finish();
            }
        } catch (Throwable t) {
            failure = t;
            Recorder.stop();
            console.problem("the agent met an error of its own and is off now; the application is not affected: " + t);
            if (telemetry != null) {
                // Not waited for; but it must not go on to send what does not change any more.
                telemetry.shutdown(Duration.ZERO);
            }
        } finally {
            requests.close();
        }
    }

    private void prepare() {
        Recorder.setConsumer(this);
        clock = new SystemClock();
        telemetry = new LateTelemetry(threads, this::startTelemetry);
        verdicts = new Verdicts(settings, console, clock, telemetry);
        TrackSettings track = new TrackSettings(
                settings.get(Options.SWEEP_INTERVAL).toNanos(),
                settings.get(Options.OPEN_LIMIT),
                settings.get(Options.HISTORY),
                settings.get(Options.STACKS_DEPTH),
                settings.get(Options.LEAK_IDLE).isPresent(),
                attached ? JvmStart.nanoTime() : began);
        tracker = new Tracker(
                track,
                clock,
                new RecorderProbe(),
                Proc.ofThisSystem(),
                Arrays.asList(verdicts.detector(), telemetry, changes));
        reports = new Reports(tracker, verdicts.detector(), changes, clock, ApplicationName.get());
        if (attached) {
            tracker.adopt();
        }
        console.info("started");
    }

    private void step() {
        boolean mayLoad = mayLoad();
        if (mayLoad && !selfTestBegan && installation.isInUse()) {
            selfTestBegan = true;
            Thread selfTest = new Thread(threads, this::selfTest, "sockspan-selftest");
            selfTest.setDaemon(true);
            selfTest.start();
        }
        applicationSpans.prepare();
        if (Recorder.isAnySeen()) {
            if (mayLoad) {
                beginTelemetry();
            }
            if (mayLoad && atFirstSocket != null) {
                atFirstSocket.run();
                atFirstSocket = null;
            }
            if (!isWaitingForTelemetry()) {
                tracker.drain();
                if (isUrgent()) {
                    tracker.sweep(this::judge);
                } else {
                    tracker.sweepIfDue(this::judge);
                }
            }
        }
        changes.forgetIfUnasked(clock.nanos());
        telemetry.expire();
        requests.runAll();
    }

    /** Whether the application uses sockets, and has for a moment. */
    private boolean mayLoad() {
        if (!Recorder.isAnySeen() && !installation.isInUse()) {
            return false;
        }
        long now = clock.nanos();
        if (inUseSince == Long.MIN_VALUE) {
            inUseSince = now;
        }
        return attached || now - inUseSince >= HOLD_BACK || Recorder.isQueueFilling();
    }

    /** Want of descriptors is told as soon as it is noticed; an application may meet it thousands of times a second. */
    private boolean isUrgent() {
        long now = clock.nanos();
        if (!verdicts.isUrgent() || now - lastUrgent < URGENT_PAUSE) {
            return false;
        }
        lastUrgent = now;
        return true;
    }

    private void beginTelemetry() {
        if (settings.get(Options.TELEMETRY) && !telemetry.isStarted()) {
            telemetryBegan = clock.nanos();
            telemetry.start();
        }
    }

    /** Loads much, so it has a thread of its own; and begins with the first socket, so that an application without pays nothing. */
    private void selfTest() {
        for (String loss : installation.selfTest()) {
            console.problem(loss);
        }
    }

    /** Events wait in their queue while telemetry starts, so that the first connections are traced; but not until it is full. */
    private boolean isWaitingForTelemetry() {
        if (Recorder.isQueueFilling()) {
            return false;
        }
        if (!telemetry.isStarted()) {
            return settings.get(Options.TELEMETRY);
        }
        return telemetry.isStarting() && clock.nanos() - telemetryBegan < TELEMETRY_START;
    }

    private void look() {
        tracker.drain();
        tracker.sweep(this::judge);
    }

    private void judge() {
        if (!toldUnreadable && !tracker.isKernelReadable()) {
            toldUnreadable = true;
            console.problem("this system does not tell the TCP state of a socket (Linux does, unless a sandbox forbids "
                    + "getsockopt(TCP_INFO)): states are inferred from calls and marked with ?");
        }
        verdicts.examine(tracker.open());
        telemetry.swept(
                tracker.sweepDuration(),
                Gauges.of(tracker.followed(), verdicts.counts(), tracker.dropped(), Recorder.hookFailures()));
    }

    private void finish() {
        long began = clock.nanos();
        if (Recorder.isAnySeen()) {
            // An application may have had its first socket and end since the last step.
            beginTelemetry();
        }
        telemetry.await(TELEMETRY_START_AT_END);
        look();
        requests.runAll();
        ExitReport exit = settings.get(Options.EXIT_REPORT);
        if (exit != ExitReport.OFF) {
            console.report(exit == ExitReport.JSON ? reports.json() : reports.text());
        }
        Optional<ReportFile> file = settings.get(Options.REPORT_FILE).map(this::startWriting);
        tracker.finish();
        telemetry.cutShort(tracker.open(), clock.nanos());
        requests.close();
        telemetry.shutdown(left(LAST_WORDS, began));
        file.ifPresent(writing -> writing.await(left(LAST_OF_FILE, began)));
    }

    /** As {@link #finish}, without what belongs to the end of the JVM. */
    private void leave() {
        telemetry.await(TELEMETRY_START_AT_END);
        look();
        requests.runAll();
        tracker.finish();
        telemetry.cutShort(tracker.open(), clock.nanos());
        requests.close();
        telemetry.shutdown(DETACH_FLUSH);
        telemetry.abort();
        console.info("detached");
    }

    private Duration left(long limit, long began) {
        return Duration.ofNanos(Math.max(0, limit - (clock.nanos() - began)));
    }

    private ReportFile startWriting(Path target) {
        ReportFile file = new ReportFile(
                threads, target, tracker.snapshot(), verdicts.detector().suspects(), ApplicationName.get(), console);
        file.start();
        return file;
    }

    /** Whether something is to be told at the end even if no socket was ever seen. */
    boolean isReportWanted() {
        return settings.get(Options.REPORT_FILE).isPresent();
    }

    private Telemetry startTelemetry() {
        TelemetrySettings options = new TelemetrySettings(
                settings.get(Options.TELEMETRY),
                settings.get(Options.SPANS_HEALTHY),
                settings.get(Options.SPANS_ANOMALIES),
                settings.get(Options.SLOW_HANDSHAKE).orElse(Duration.ofDays(365)),
                AgentVersion.get());
        return Telemetry.start(settings.otelProperties(), options, clock, console::problem);
    }
}
