package io.sockspan.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The table of all options. An empty {@link Optional} stands for {@code off}. */
public final class Options {
    private static final List<Option<?>> ALL = new ArrayList<>();

    public static final Option<Duration> SWEEP_INTERVAL = add(
            "sweep.interval",
            ValueType.duration("50ms", "1h"),
            "1s",
            "How often the kernel is asked for the state of every open socket. Sweeps come further apart where they would"
                    + " take more than 1 % of a core.");

    public static final Option<Optional<Duration>> LEAK_CLOSE_WAIT = limit(
            "leak.close_wait",
            "10s",
            "Suspect a socket that is still open this long after its peer closed. off: never.");

    public static final Option<Optional<Duration>> LEAK_UNREAD = limit(
            "leak.unread",
            "30s",
            "Suspect an established connection whose receive buffer has held bytes this long while nobody read. off: never.");

    public static final Option<Boolean> LEAK_DROPPED = add(
            "leak.dropped",
            ValueType.onOrOff(),
            "on",
            "Tell of a socket whose owner was garbage-collected before it closed it. off: never.");

    public static final Option<Optional<Duration>> LEAK_NEVER_CONNECTED = limit(
            "leak.never_connected",
            "30s",
            "Suspect a socket that is open this long and has never connected or listened, or that was kept this long after"
                    + " its connect failed. off: never.");

    public static final Option<Optional<Duration>> LEAK_UNRELEASED = limit(
            "leak.unreleased",
            "10s",
            "Suspect a channel that was closed this long ago and whose descriptor is still held, as its selector does not"
                    + " select. off: never.");

    public static final Option<Optional<Duration>> LEAK_HALF_CLOSED = limit(
            "leak.half_closed",
            "60s",
            "Suspect an open socket that has been in FIN_WAIT_2 this long: its output was shut down, and the peer has not"
                    + " closed. off: never.");

    public static final Option<Optional<Duration>> LEAK_CONNECTING = limit(
            "leak.connecting", "10s", "Suspect a connect that has waited this long for its handshake. off: never.");

    public static final Option<Optional<Duration>> LEAK_BACKLOG = limit(
            "leak.backlog",
            "5s",
            "Suspect a listener whose accept queue has been full this long, or has held connections this long that nobody"
                    + " accepts. off: never.");

    public static final Option<Optional<Duration>> LEAK_IDLE = limit(
            "leak.idle",
            "off",
            "Suspect an established connection over which nothing went this long in either direction. off: never.");

    public static final Option<Optional<Integer>> LEAK_DESCRIPTORS = add(
            "leak.descriptors",
            ValueType.percentage().orOff(),
            "80%",
            "Suspect the process when its open descriptors reach this share of its limit. off: never.");

    public static final Option<List<String>> LEAK_IGNORE = add(
            "leak.ignore",
            ValueType.list(),
            "",
            "Packages, classes or Class.method, each also as a prefix: suspects that were opened there are not told.");

    public static final Option<Optional<Duration>> LEAK_REPEAT = limit(
            "leak.repeat",
            "10m",
            "How long after a suspect was told on stderr and exported the same fingerprint may be again. off: it is told"
                    + " only once.");

    public static final Option<Integer> SPANS_HEALTHY = add(
            "spans.healthy",
            ValueType.perSecond(0, 1_000_000),
            "100",
            "Healthy connections that are traced each second at most; the others count in the metrics only. 0: none is"
                    + " traced.");

    public static final Option<Integer> SPANS_ANOMALIES = add(
            "spans.anomalies",
            ValueType.perSecond(0, 1_000_000),
            "100",
            "Anomalous connections (failed, reset, slow to connect, suspect) that are traced each second at most; the others"
                    + " count in the metrics only. 0: none is traced.");

    public static final Option<Optional<Duration>> SLOW_HANDSHAKE = limit(
            "slow.handshake",
            "1s",
            "A connection whose handshake takes this long or longer is an anomaly. off: none is for that reason.");

    public static final Option<Stacks> STACKS = add(
            "stacks",
            ValueType.oneOf(Stacks.class),
            "auto",
            "Whether the stack that opened a socket is kept. auto: for all sockets up to stacks.rate, for a share of them"
                    + " above it. always: for all. off: for none, and suspects do not name the code that opened them.");

    public static final Option<Integer> STACKS_RATE = add(
            "stacks.rate",
            ValueType.perSecond(1, 1_000_000),
            "250",
            "Stacks that stacks=auto takes each second before it takes them for a share of the sockets only.");

    public static final Option<Integer> CLOSE_LOOKS_RATE = add(
            "close.looks.rate",
            ValueType.perSecond(1, 1_000_000),
            "1000",
            "Closes at whose entry the kernel is asked for the state, each second, before it is asked of a share of them and"
                    + " of traced connections only. What it was not asked is told as inferred.");

    public static final Option<Integer> STACKS_DEPTH =
            add("stacks.depth", ValueType.wholeNumber(1, 1024), "64", "Frames kept of each stack, the innermost ones.");

    public static final Option<Integer> QUEUE_SIZE = add(
            "queue.size",
            ValueType.powerOfTwo(1024, 1_048_576),
            "131072",
            "Events that can wait for the agent's thread, rounded up to a power of two. What comes while it is full is"
                    + " dropped and counted.");

    public static final Option<Integer> HISTORY = add(
            "history",
            ValueType.wholeNumber(0, 1_000_000),
            "1000",
            "Ended sockets that are kept for reports, the latest ones. 0: none.");

    public static final Option<Integer> OPEN_LIMIT = add(
            "open.limit",
            ValueType.wholeNumber(1, 10_000_000),
            "200000",
            "Sockets that are followed at once; those opened beyond it are counted only.");

    public static final Option<Log> LOG = add(
            "log",
            ValueType.oneOf(Log.class),
            "suspects",
            "What is told on stderr. off: only why the agent could not start. suspects: suspects and problems. info: what was"
                    + " started and hooked as well.");

    public static final Option<Boolean> TELEMETRY = add(
            "telemetry",
            ValueType.onOrOff(),
            "on",
            "Whether spans and metrics are exported with OpenTelemetry. off: no exporter is started.");

    public static final Option<ExitReport> EXIT_REPORT = add(
            "exit.report",
            ValueType.oneOf(ExitReport.class),
            "off",
            "Print what is known on stderr when the JVM exits, as text or as JSON. off: nothing is printed.");

    public static final Option<Optional<Path>> REPORT_FILE = add(
            "report.file",
            ValueType.path().orOff(),
            "off",
            "Write what is known to this file as an HTML page when the JVM exits. In a directory, the file is named after"
                    + " the process id and the time. off: none is written.");

    public static final Option<Boolean> JMX = add(
            "jmx",
            ValueType.onOrOff(),
            "off",
            "Offer what is known to JMX, as the MBean io.sockspan:type=Sockets of the JVM's own server. It opens no port; off: there is"
                    + " no such MBean.");

    private Options() {}

    /** All of them, in the order of the table. */
    public static List<Option<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** All options and how to set them, for a terminal of 100 columns; ends in a line feed. */
    public static String help() {
        return OptionsText.help(ALL);
    }

    /** All options as a table in Markdown; ends in a line feed. */
    public static String markdownTable() {
        return OptionsText.markdownTable(ALL);
    }

    private static Option<Optional<Duration>> limit(String name, String defaultText, String doc) {
        return add(name, ValueType.duration("1ms", "1000h").orOff(), defaultText, doc);
    }

    private static <T> Option<T> add(String name, ValueType<T> type, String defaultText, String doc) {
        Option<T> option = new Option<>(name, type, defaultText, doc);
        ALL.add(option);
        return option;
    }
}
