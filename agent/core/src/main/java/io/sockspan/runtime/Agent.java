package io.sockspan.runtime;

import io.sockspan.bootstrap.AgentAccess;
import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.bootstrap.Recording;
import io.sockspan.command.ApplicationName;
import io.sockspan.command.Commands;
import io.sockspan.command.RecentTransitions;
import io.sockspan.command.Reports;
import io.sockspan.command.SocketsBean;
import io.sockspan.config.Options;
import io.sockspan.config.Problem;
import io.sockspan.config.Settings;
import io.sockspan.config.SettingsParser;
import io.sockspan.config.Stacks;
import io.sockspan.context.ApplicationSpans;
import io.sockspan.instrument.BootstrapClasses;
import io.sockspan.instrument.Installation;
import io.sockspan.kernel.DescriptorKinds;
import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcessorQuota;
import io.sockspan.leak.HttpClientPools;
import io.sockspan.leak.JdkPools;
import io.sockspan.leak.KeepAliveCache;
import io.sockspan.leak.LibraryPools;
import io.sockspan.modules.Modules;
import io.sockspan.owners.OwnerSearch;
import io.sockspan.owners.PooledSockets;
import io.sockspan.telemetry.Telemetry;
import io.sockspan.telemetry.TelemetrySettings;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.time.Clock;
import io.sockspan.time.SystemClock;
import io.sockspan.track.RecorderProbe;
import io.sockspan.track.RegularReadings;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackSettings;
import io.sockspan.track.Tracker;
import io.sockspan.watch.EpollWatch;
import io.sockspan.watch.KernelWatch;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * The composition root: the one place where the parts of the agent are wired. {@link #start} installs the hooks on the application's
 * thread, and leaves everything slow to the agent's own thread ({@link #assemble}).
 */
public final class Agent {
    private final long began = System.nanoTime();
    private final Settings settings;
    private final Console console;
    private final AgentThreads threads;
    private final AgentAccess access;
    private final Recording recording;
    private final boolean attached;
    private final Instrumentation instrumentation;
    private final ApplicationSpans applicationSpans;
    private final KeepAliveCache urlConnections;
    private final HttpClientPools httpClients;
    private final Installation installation;
    private final HoldBack holdBack;
    private final AgentThread thread;
    private final ExitHook exitHook;
    private Runnable atFirstSocket = () -> {};

    Agent(Settings settings, Console console, Instrumentation instrumentation, boolean attached) {
        this.settings = settings;
        this.console = console;
        this.attached = attached;
        this.instrumentation = instrumentation;
        threads = new AgentThreads(console);
        access = BootstrapClasses.access();
        urlConnections = new KeepAliveCache(new Modules(instrumentation));
        httpClients = new HttpClientPools(new Modules(instrumentation));
        recording = newRecording();
        applicationSpans = new ApplicationSpans(instrumentation, recording);
        if (settings.get(Options.TELEMETRY)) {
            applicationSpans.install();
        }
        installation = Installation.install(
                instrumentation, settings.get(Options.INSTRUMENT_DNS), settings.get(Options.INSTRUMENT_TLS));
        holdBack = new HoldBack(
                recording, installation::isInUse, attached, System::nanoTime, ProcessorQuota::ofThisProcess);
        thread = new AgentThread(threads, console, recording, holdBack, access::publishRunning, this::assemble);
        exitHook = new ExitHook(threads, thread, recording, ExitReports.areWanted(settings), console);
    }

    /**
     * Starts the agent, on the application's thread.
     *
     * @param arguments {@code key=value;key=value}, may be null
     * @param attached whether the application is running already
     * @return a function that executes a command and returns its result; see {@link Commands}
     */
    static UnaryOperator<String> start(String arguments, Instrumentation instrumentation, boolean attached) {
        Settings settings = SettingsParser.parse(arguments, System.getProperties(), System.getenv());
        Console console = new Console(settings.get(Options.LOG), System.err);
        for (Problem problem : settings.problems()) {
            console.problem(problem.toString());
        }
        return new Agent(settings, console, instrumentation, attached).start()::run;
    }

    Commands start() {
        // Start recording only after all hooks are in place: a socket opened before would be recorded in part. It is
        // adopted instead.
        recording.start();
        Runtime.getRuntime().addShutdownHook(exitHook);
        Removal removal = new Removal(recording, installation, applicationSpans, thread, exitHook, threads);
        OwnerSearch ownerSearch = new OwnerSearch(instrumentation, threads);
        removal.first(ownerSearch::stop);
        Commands commands = new Commands(
                recording,
                thread.requests(),
                thread::reports,
                console::muteSuspects,
                urlConnections,
                httpClients,
                ownerSearch,
                removal::run);
        if (settings.get(Options.JMX)) {
            offerBean(commands, removal);
        }
        thread.start();
        return commands;
    }

    Recording recording() {
        return recording;
    }

    /** A runtime made by jlink may lack java.management, and the bean's class would not load. */
    private static boolean isJmxThere() {
        try {
            Class.forName("javax.management.DynamicMBean", false, null);
            return true;
        } catch (ClassNotFoundException noSuchModule) {
            return false;
        }
    }

    private void offerBean(Commands commands, Removal removal) {
        if (!isJmxThere()) {
            console.problem(
                    "jmx=on needs the module java.management, which this Java runtime does not have; going on without the"
                            + " MBean. Add the module to the runtime (jlink --add-modules), or leave jmx off");
            return;
        }
        SocketsBean bean = new SocketsBean(commands, console::problem);
        removal.first(bean::remove);
        atFirstSocket = () -> bean.offer(threads.getParent());
    }

    AgentThread thread() {
        return thread;
    }

    ExitHook exitHook() {
        return exitHook;
    }

    private Recording newRecording() {
        Recording made = access.recording(
                threads,
                settings.get(Options.QUEUE_SIZE),
                stacksPerSecond(settings),
                settings.get(Options.CLOSE_READS_RATE));
        made.watchTransfers(settings.get(Options.LEAK_IDLE).isPresent());
        return made;
    }

    private static int stacksPerSecond(Settings settings) {
        Stacks stacks = settings.get(Options.STACKS);
        if (stacks == Stacks.AUTO) {
            return settings.get(Options.STACKS_RATE);
        }
        return stacks == Stacks.ALWAYS ? Integer.MAX_VALUE : 0;
    }

    /** Creates everything that runs on the agent's thread, on that thread. */
    private AgentLoop assemble() {
        SystemClock clock = new SystemClock();
        LateTelemetry telemetry = new LateTelemetry(threads, () -> startTelemetry(clock));
        Verdicts verdicts = new Verdicts(settings, console, clock, telemetry, recording);
        KernelAccess kernel = access.kernel();
        verdicts.detector().descriptorKinds(descriptorKinds(kernel)::count);
        RecentTransitions changes = new RecentTransitions();
        TcpInfoStart tcpInfo =
                TcpInfoStart.of(settings.get(Options.TCP_INFO), threads, kernel, clock, new Modules(instrumentation));
        Tracker tracker = tracker(clock, kernel, tcpInfo, Arrays.asList(verdicts.detector(), telemetry, changes));
        verdicts.detector().auxiliaryDescriptors(tracker::auxiliaryByPlace);
        verdicts.detector().readPools(new JdkPools(urlConnections, httpClients), libraryPools(clock));
        Judgement judgement = judgement(tracker, verdicts, telemetry, tcpInfo);
        Reports reports =
                new Reports(recording, tracker, judgement, verdicts.detector(), changes, ApplicationName.get());
        reports.kernelDetails(tcpInfo::await, tcpInfo::problem);
        LazyStart lazyStart = lazyStart(clock, tracker, telemetry);
        MemoryGuard guard = new MemoryGuard(console, () -> {
            tracker.forgetEnded();
            telemetry.shed();
        });
        ExitReports exitReports = new ExitReports(settings, reports, threads, console);
        Shutdown shutdown =
                new Shutdown(tracker, reports, thread.requests(), lazyStart, telemetry, exitReports, console, guard);
        if (attached) {
            tracker.adopt();
        }
        return new AgentLoop(
                clock,
                tracker,
                verdicts,
                judgement,
                telemetry,
                lazyStart,
                applicationSpans,
                changes,
                reports,
                thread.requests(),
                shutdown,
                guard);
    }

    private Tracker tracker(
            SystemClock clock, KernelAccess kernel, TcpInfoStart tcpInfo, List<SocketObserver> observers) {
        Tracker tracker = new Tracker(
                trackSettings(),
                clock,
                recording,
                new RecorderProbe(recording, kernel),
                Proc.ofThisSystem(),
                () -> openWatch(kernel, tcpInfo),
                observers);
        tracker.lookUpBy(tcpInfo::lookUps, console::info);
        return tracker;
    }

    private LibraryPools libraryPools(Clock clock) {
        Executor executor = reading -> {
            Thread thread = new Thread(threads, reading, "sockspan-pools");
            thread.setDaemon(true);
            thread.start();
        };
        return new LibraryPools(new PooledSockets(instrumentation)::lent, executor, clock);
    }

    private DescriptorKinds descriptorKinds(KernelAccess kernel) {
        return new DescriptorKinds(
                Proc.ofThisSystem(),
                kernel::socketOption,
                recording.own()::contains,
                number -> recording.open(number) != null);
    }

    private Judgement judgement(Tracker tracker, Verdicts verdicts, TelemetrySink telemetry, TcpInfoStart tcpInfo) {
        RegularReadings readings =
                settings.get(Options.TELEMETRY) ? new RegularReadings(tracker, tcpInfo::begin) : null;
        return new Judgement(recording, tracker, verdicts, telemetry, console, readings);
    }

    /** A connection has outlived a sweep: it is worth watching, and what the kernel knows of it is worth reading. */
    private KernelWatch openWatch(KernelAccess kernel, TcpInfoStart tcpInfo) {
        KernelWatch watch = settings.get(Options.WATCH) ? EpollWatch.open(recording, kernel) : KernelWatch.OFF;
        if (watch != null) {
            tcpInfo.begin();
        }
        return watch;
    }

    private LazyStart lazyStart(Clock clock, Tracker tracker, LateTelemetry telemetry) {
        return new LazyStart(
                clock,
                recording,
                holdBack,
                installation::weaveMissed,
                tracker::adopt,
                tracker::compareIfDue,
                installation::isInUse,
                new SelfTest(threads, recording, installation, console::problem)::begin,
                atFirstSocket,
                new SpareDescriptors(Proc.ofThisSystem(), System::nanoTime)::areThere,
                new ThreadStarts(clock, console::problem),
                settings.get(Options.TELEMETRY),
                telemetry);
    }

    private TrackSettings trackSettings() {
        return new TrackSettings(
                settings.get(Options.SWEEP_INTERVAL).toNanos(),
                settings.get(Options.OPEN_LIMIT),
                settings.get(Options.HISTORY),
                settings.get(Options.STACKS_DEPTH),
                settings.get(Options.LEAK_IDLE).isPresent(),
                attached ? ThisProcess.startNanos() : began,
                holdBack.processors());
    }

    private TelemetrySink startTelemetry(Clock clock) {
        TelemetrySettings options = new TelemetrySettings(
                settings.get(Options.SPANS_HEALTHY),
                settings.get(Options.SPANS_ANOMALIES),
                settings.get(Options.SLOW_HANDSHAKE).orElse(Duration.ofDays(365)),
                AgentVersion.get());
        return Telemetry.start(settings.otelProperties(), options, clock, console::problem);
    }
}
