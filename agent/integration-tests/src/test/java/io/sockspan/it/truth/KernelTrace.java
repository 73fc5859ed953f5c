package io.sockspan.it.truth;

import io.sockspan.testkit.PortRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records the kernel's {@code sock:inet_sock_set_state} events, the changes of state of every TCP socket of the machine.
 *
 * <p>It needs root, and a kernel that can print an event's fields (6.4 or newer). It records into a trace instance of its own and so
 * disturbs no other tracing, with the clock that {@link System#nanoTime()} reads; the kernel prints microseconds, cut off.
 */
final class KernelTrace implements AutoCloseable {
    private static final Path USUAL = Path.of("/sys/kernel/tracing");
    private static final String INSTANCE = "sockspan-";
    private static final String EVENT = "events/sock/inet_sock_set_state/enable";
    private static final String FILTER = "events/sock/inet_sock_set_state/filter";
    private static final String KILOBYTES_A_CPU = "16384";
    private static final Pattern ENTRIES = Pattern.compile("entries-in-buffer/entries-written: (\\d+)/(\\d+)");

    private final Path mounted;
    private final Path instance;
    private final StolenTime stolen = new StolenTime();

    private KernelTrace(Path mounted, Path instance) {
        this.mounted = mounted;
        this.instance = instance;
    }

    /** Begins to record what happens at those ports; empty where this kernel or this user cannot. */
    static Optional<KernelTrace> start(PortRange ports) {
        try {
            Path mounted = Files.isDirectory(USUAL.resolve("instances")) ? null : mount().orElse(null);
            Path tracefs = mounted == null ? USUAL : mounted;
            if (!Files.isWritable(tracefs.resolve("instances"))) {
                return Optional.empty();
            }
            Path instance = Files.createDirectory(tracefs.resolve("instances")
                    .resolve(INSTANCE + ProcessHandle.current().pid()));
            KernelTrace trace = new KernelTrace(mounted, instance);
            if (!Files.exists(instance.resolve(EVENT)) || !Files.exists(instance.resolve("options/fields"))) {
                trace.close();
                return Optional.empty();
            }
            trace.set("trace_clock", "mono");
            trace.set("buffer_size_kb", KILOBYTES_A_CPU);
            trace.set("options/record-tgid", "1");
            trace.set(FILTER, ports.filter());
            trace.set(EVENT, "1");
            return Optional.of(trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Mounts tracefs where nobody else looks. */
    private static Optional<Path> mount() throws IOException {
        if (!Files.isReadable(Path.of("/proc/filesystems"))
                || !Files.readString(Path.of("/proc/filesystems")).contains("tracefs")) {
            return Optional.empty();
        }
        Path directory = Files.createTempDirectory("sockspan-tracefs");
        if (run("mount", "-t", "tracefs", "tracefs", directory.toString())) {
            return Optional.of(directory);
        }
        Files.delete(directory);
        return Optional.empty();
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** What the host has taken from this machine since the recording began, in nanoseconds; see {@link StolenTime}. */
    long stolen() {
        return stolen.nanos();
    }

    /** Stops recording, and gives all that was recorded, in the kernel's order. */
    List<KernelEvent> stop() {
        try {
            set("tracing_on", "0");
            // The kernel's own rendering leaves out which socket it is, that of the raw fields cannot print IPv6
            // addresses: both are
            // wanted, line by line.
            set("options/fields", "0");
            List<String> named = Files.readAllLines(instance.resolve("trace"));
            set("options/fields", "1");
            List<String> fields = Files.readAllLines(instance.resolve("trace"));
            return parse(named, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<KernelEvent> parse(List<String> named, List<String> fields) {
        if (named.size() != fields.size()) {
            throw new IllegalStateException("two renderings of one trace differ in length");
        }
        List<KernelEvent> events = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).startsWith("#")) {
                requireNothingLost(named.get(i));
            } else {
                events.add(KernelEvent.parse(named.get(i), fields.get(i)));
            }
        }
        return events;
    }

    private static void requireNothingLost(String comment) {
        Matcher entries = ENTRIES.matcher(comment);
        if (entries.find() && !entries.group(1).equals(entries.group(2))) {
            throw new IllegalStateException("the trace buffer was too small: " + comment);
        }
    }

    private void set(String file, String value) throws IOException {
        Files.writeString(instance.resolve(file), value);
    }

    /** Leaves nothing behind. */
    @Override
    public void close() {
        try {
            Files.delete(instance);
            if (mounted != null) {
                run("umount", mounted.toString());
                Files.delete(mounted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
