package io.sockspan.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The table of all options, from which parsing, validation, help and documentation follow. An empty {@link Optional} stands for {@code
 * off}.
 */
public final class Options {
    private static final List<Option<?>> ALL = new ArrayList<>();

    public static final Option<Duration> SWEEP_INTERVAL = add(
            "sweep.interval",
            ValueType.duration("50ms", "1h"),
            "1s",
            "How often the agent asks the kernel for the state of every open socket. Where that would take more than 1 % of a"
                    + " core, it asks less often.");

    public static final Option<Boolean> WATCH = add(
            "watch",
            ValueType.onOrOff(),
            "on",
            "Let the kernel report the peer's FIN and resets on connections that outlive a sweep, within a millisecond. off:"
                    + " sweeps find them.");

    public static final Option<Boolean> TCP_INFO = add(
            "tcp.info",
            ValueType.onOrOff(),
            "on",
            "Read all that the kernel knows of a connection, such as its round-trip time and what was sent again, where that"
                    + " decides: at the end of a phase, at verdicts and when asked; look closed connections up one by one where that costs"
                    + " less than to read /proc/self/net/tcp. On Java 17, 21 and later.");

    public static final Option<Boolean> INSTRUMENT_DNS = add(
            "instrument.dns",
            ValueType.onOrOff(),
            "on",
            "Measure the lookups of names that lead to a connect, and show them in the traces of their connections. off: they are"
                    + " not hooked.");

    public static final Option<Boolean> INSTRUMENT_TLS = add(
            "instrument.tls",
            ValueType.onOrOff(),
            "on",
            "Measure the TLS handshakes of SSLSocket and SSLEngine, and show them in the traces of their connections. off: they are not hooked.");

    public static final Option<Optional<Duration>> LEAK_CLOSE_WAIT = limit(
            "leak.close_wait",
            "10s",
            "Suspect a socket that is still open this long after its peer closed. off: never.");

    public static final Option<Optional<Duration>> LEAK_CLOSE_WAIT_POOLED = limit(
            "leak.close_wait.pooled",
            "10m",
            "Remark on an idle connection of a client library's pool that is still open this long after its peer closed; the"
                    + " pool closes it at its next use. off: never.");

    public static final Option<Optional<Duration>> LEAK_UNREAD = limit(
            "leak.unread",
            "30s",
            "Suspect an established connection when bytes have waited in its receive buffer this long and nobody has read. off: never.");

    public static final Option<Optional<Duration>> LEAK_UNSENT = limit(
            "leak.unsent",
            "60s",
            "Suspect a connection whose send queue has been full this long while the peer took nothing. off: never.");

    public static final Option<Boolean> LEAK_DROPPED = add(
            "leak.dropped",
            ValueType.onOrOff(),
            "on",
            "Report a socket as leaked when its owner was garbage-collected before it closed the socket. off: never.");

    public static final Option<Optional<Duration>> LEAK_NEVER_CONNECTED = limit(
            "leak.never_connected",
            "30s",
            "Suspect a socket that has been open this long without connecting or listening, or that was kept open this long"
                    + " after its connect failed. off: never.");

    public static final Option<Optional<Duration>> LEAK_UNRELEASED = limit(
            "leak.unreleased",
            "10s",
            "Suspect a channel that was closed this long ago while its selector, which has not selected since, still holds the"
                    + " descriptor. off: never.");

    public static final Option<Optional<Duration>> LEAK_HALF_CLOSED = limit(
            "leak.half_closed",
            "60s",
            "Suspect an open socket that has been in FIN_WAIT_2 this long: this side shut its output down, and the peer has not"
                    + " closed. off: never.");

    public static final Option<Optional<Duration>> LEAK_CONNECTING = limit(
            "leak.connecting",
            "10s",
            "Suspect a connect whose handshake has not completed after this long. off: never.");

    public static final Option<Optional<Duration>> LEAK_BACKLOG = limit(
            "leak.backlog",
            "5s",
            "Suspect a listener whose accept queue has been full this long, or has held connections this long that nobody"
                    + " accepted. off: never.");

    public static final Option<Optional<Duration>> LEAK_INHERITED = limit(
            "leak.inherited",
            "10s",
            "Suspect a socket that was closed this long ago and is still alive in the kernel, because another process, such as a"
                    + " child, has its descriptor. off: never.");

    public static final Option<Optional<Duration>> LEAK_IDLE = limit(
            "leak.idle",
            "off",
            "Suspect an established connection over which neither side has sent anything this long. off: never.");

    public static final Option<Optional<Integer>> LEAK_DESCRIPTORS = add(
            "leak.descriptors",
            ValueType.percentage().orOff(),
            "80%",
            "Suspect the process when its open descriptors reach this share of its limit. off: never.");

    public static final Option<List<String>> LEAK_IGNORE = add(
            "leak.ignore",
            ValueType.list(),
            "",
            "Packages, classes or Class.method, each also as a prefix: the agent reports no suspects that were opened there.");

    public static final Option<List<String>> POOLS = add(
            "pools",
            ValueType.list(),
            "",
            "Packages or classes that keep connections for later use and close them by themselves, beside the libraries that"
                    + " are known: what they open is not suspected for being idle.");

    public static final Option<Optional<Duration>> LEAK_REPEAT = limit(
            "leak.repeat",
            "10m",
            "How long after a suspect was printed on stderr the same fingerprint may be printed again; every verdict is exported,"
                    + " whatever this says. off: it is printed only once.");

    public static final Option<Integer> SPANS_HEALTHY = add(
            "spans.healthy",
            ValueType.perSecond(0, 1_000_000),
            "100",
            "At most this many healthy connections are traced each second; the others count in the metrics only. 0: none is"
                    + " traced.");

    public static final Option<Integer> SPANS_ANOMALIES = add(
            "spans.anomalies",
            ValueType.perSecond(0, 1_000_000),
            "100",
            "At most this many anomalous connections (failed, reset, slow to connect, suspect) are traced each second; the others"
                    + " count in the metrics only. 0: none is traced.");

    public static final Option<Optional<Duration>> SLOW_HANDSHAKE = limit(
            "slow.handshake",
            "1s",
            "A connection whose handshake takes this long or longer is an anomaly. off: a slow handshake is none.");

    public static final Option<Stacks> STACKS = add(
            "stacks",
            ValueType.oneOf(Stacks.class),
            "auto",
            "For which sockets the agent keeps the stack that opened them. auto: all up to stacks.rate, a share of them above"
                    + " it. always: all. off: none, so suspects do not name the code that opened them.");

    public static final Option<Integer> STACKS_RATE = add(
            "stacks.rate",
            ValueType.perSecond(1, 1_000_000),
            "250",
            "With stacks=auto, this many stacks are taken each second before only a share of the sockets gets one.");

    public static final Option<Integer> CLOSE_READS_RATE = add(
            "close.reads.rate",
            ValueType.perSecond(1, 1_000_000),
            "1000",
            "At this many closes each second the kernel is asked for the state; beyond that only at a share of them and at those"
                    + " of traced connections. A state that it was not asked for is inferred, and marked so.");

    public static final Option<Integer> STACKS_DEPTH = add(
            "stacks.depth",
            ValueType.wholeNumber(1, 1024),
            "64",
            "How many frames of each stack are kept, innermost first.");

    public static final Option<Integer> QUEUE_SIZE = add(
            "queue.size",
            ValueType.powerOfTwo(1024, 1_048_576),
            "131072",
            "How many events can wait for the agent's thread, rounded up to a power of two. Events that find the queue full are"
                    + " dropped and counted.");

    public static final Option<Integer> HISTORY = add(
            "history",
            ValueType.wholeNumber(0, 1_000_000),
            "1000",
            "How many ended sockets are kept for reports, the latest ones. 0: none.");

    public static final Option<Integer> OPEN_LIMIT = add(
            "open.limit",
            ValueType.wholeNumber(1, 10_000_000),
            "200000",
            "How many sockets are followed at once. Sockets opened beyond that are only counted.");

    public static final Option<Log> LOG = add(
            "log",
            ValueType.oneOf(Log.class),
            "suspects",
            "What the agent prints on stderr. off: only why it could not start. suspects: suspects and problems. info: its own"
                    + " start and end as well.");

    public static final Option<Boolean> TELEMETRY = add(
            "telemetry",
            ValueType.onOrOff(),
            "on",
            "Whether the agent exports spans and metrics with OpenTelemetry. off: it starts no exporter.");

    public static final Option<ExitReport> EXIT_REPORT = add(
            "exit.report",
            ValueType.oneOf(ExitReport.class),
            "off",
            "Print a report on stderr when the JVM exits, as text or as JSON. off: none is printed.");

    public static final Option<Optional<Path>> REPORT_FILE = add(
            "report.file",
            ValueType.path().orOff(),
            "off",
            "Write a report to this file when the JVM exits, as an HTML page. In a directory, the file is named after the process"
                    + " id and the time. off: none is written.");

    public static final Option<Boolean> JMX = add(
            "jmx",
            ValueType.onOrOff(),
            "off",
            "Register the MBean io.sockspan:type=Sockets with the JVM's own MBean server; that opens no port. off: there is no such"
                    + " MBean.");

    private Options() {}

    /** All options, in the order of the table. */
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
