package io.sockspan.real.transport;

import io.sockspan.testkit.State;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The TCP sockets of a process as the kernel shows them in {@code /proc}, which {@code ss} prints. */
final class KernelSockets {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final Pattern ROW =
            Pattern.compile(" *\\d+: \\w+:(\\w{4}) \\w+:(\\w{4}) (\\w\\w) \\S+ \\S+ \\w+ +\\d+ +\\d+ (\\d+) .*");
    /** By the numbers of include/net/tcp_states.h. */
    private static final State[] STATES = {
        null,
        State.TCP_ESTABLISHED,
        State.TCP_SYN_SENT,
        State.TCP_SYN_RECV,
        State.TCP_FIN_WAIT1,
        State.TCP_FIN_WAIT2,
        State.TCP_TIME_WAIT,
        State.TCP_CLOSE,
        State.TCP_CLOSE_WAIT,
        State.TCP_LAST_ACK,
        State.TCP_LISTEN,
        State.TCP_CLOSING
    };

    /** {@code remotePort} is 0 for a listener. */
    record Entry(State state, int localPort, int remotePort) {}

    private KernelSockets() {}

    static Set<Entry> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> inodes = inodes(process);
        Set<Entry> entries = new HashSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                Matcher row = ROW.matcher(line);
                if (row.matches() && inodes.contains(row.group(4))) {
                    State state = STATES[Integer.parseInt(row.group(3), 16)];
                    entries.add(new Entry(state, port(row.group(1)), port(row.group(2))));
                }
            }
        }
        return entries;
    }

    private static int port(String hexadecimal) {
        return Integer.parseInt(hexadecimal, 16);
    }

    private static Set<String> inodes(Path process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    Matcher socket =
                            SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
                    if (socket.matches()) {
                        inodes.add(socket.group(1));
                    }
                } catch (IOException closedMeanwhile) {
                    // The application opens and closes sockets all the time.
                }
            }
        }
        return inodes;
    }
}
