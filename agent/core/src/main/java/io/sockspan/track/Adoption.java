package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcNetTcp;
import io.sockspan.kernel.Row;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import io.sockspan.time.ComparisonPace;
import io.sockspan.time.Times;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Adopts the sockets whose creation no hook recorded: those that are older than the agent, those of native code, and those that the process
 * got by their number. Finds them by the process's descriptors and {@code /proc/self/net/tcp}, and ends those whose descriptor is closed.
 * For the agent's thread.
 */
final class Adoption {
    /**
     * How long the agent waits for the first use of each adopted socket, in nanoseconds. Waiting costs a lookup for every read and write.
     */
    private static final long RESOLVING = TimeUnit.MINUTES.toNanos(10);
    /**
     * As {@link #RESOLVING}, for sockets that are found later. It is shorter, because native code may create such sockets again and again.
     */
    private static final long RESOLVING_LATE = TimeUnit.MINUTES.toNanos(1);
    /** The most sockets that one sweep checks, because reading a link takes some microseconds. */
    private static final int CHECKED_AT_ONCE = 1_000;

    private final TrackingContext context;
    private final Recording recording;
    private final Clock clock;
    private final Descriptors descriptors;
    private final ProcNetTcp table;

    /** The sockets whose descriptor object no call has revealed yet, least recently checked first. */
    private final Deque<Unresolved> unresolved = new ArrayDeque<>();

    /**
     * The inodes of TCP sockets without a record at the last comparison, by descriptor. They are adopted only at the next comparison,
     * because a hook may be about to record them.
     */
    private Map<Integer, Long> unhooked = new HashMap<>();

    private final ComparisonPace pace = new ComparisonPace();

    private long resolveUntil;
    private boolean resolving;

    private static final class Unresolved {
        final TrackedSocket connection;
        final long inode;

        Unresolved(TrackedSocket connection, long inode) {
            this.connection = connection;
            this.inode = inode;
        }
    }

    Adoption(TrackingContext context, Clock clock, Proc proc) {
        this.context = context;
        this.recording = context.recording;
        this.clock = clock;
        this.descriptors = new Descriptors(proc);
        this.table = new ProcNetTcp(proc, clock::nanos);
    }

    /** Adopts every open TCP socket without a record. Does nothing on a system without {@code /proc}. */
    void run() {
        Map<Long, Integer> numbers = new HashMap<>();
        descriptors.socketInodes().forEach((number, inode) -> {
            if (recording.open(number) == null) {
                numbers.put(inode, number);
            }
        });
        adoptAll(numbers, 0, RESOLVING);
    }

    private void adoptAll(Map<Long, Integer> numbers, int flags, long resolve) {
        if (numbers.isEmpty()) {
            return;
        }
        List<Row> rows = new ArrayList<>();
        table.visit(row -> {
            if (numbers.containsKey(row.inode())) {
                rows.add(row.copy());
            }
        });
        // Listeners first, because their ports show which connections were accepted.
        for (Row row : rows) {
            if (row.state() == TcpState.LISTEN) {
                listener(row, numbers.remove(row.inode()), flags);
            }
        }
        for (Row row : rows) {
            Integer number = numbers.remove(row.inode());
            if (number != null) {
                connection(row, number, flags);
            }
        }
        numbers.forEach((inode, number) -> unbound(inode, number, flags));
        resolving = !unresolved.isEmpty();
        resolveUntil = clock.nanos() + resolve;
        recording.resolveAdopted(resolving);
    }

    private void listener(Row row, int number, int flags) {
        TrackedSocket c = adopt(number, flags | SocketRecord.LISTENING, row.inode());
        if (c != null) {
            c.adoptListener(local(row), clock.nanos());
        }
    }

    private void connection(Row row, int number, int flags) {
        TrackedSocket c = adopt(number, flags | flagOf(row), row.inode());
        if (c != null) {
            becomeConnection(c, row);
        }
    }

    private void becomeConnection(TrackedSocket c, Row row) {
        Endpoint remote = context.endpoints.of(row.remoteAddress(), row.remotePort());
        c.adoptConnection(local(row), remote, row.state() == TcpState.SYN_SENT, clock.nanos());
    }

    private Endpoint local(Row row) {
        return context.endpoints.of(row.localAddress(), row.localPort());
    }

    private static int flagOf(Row row) {
        return row.state() == TcpState.SYN_SENT ? SocketRecord.CONNECTING : SocketRecord.CONNECTED;
    }

    /** {@code /proc/self/net/tcp} has no row for a TCP socket that is neither connected nor listening, nor for other sockets. */
    private void unbound(long inode, int number, int flags) {
        if (TcpInfo.state(context.kernel.tcpInfoOf(number)) == TcpState.CLOSED) {
            TrackedSocket c = adopt(number, flags, inode);
            if (c != null) {
                c.adopt(clock.nanos());
            }
        }
    }

    private boolean isConnected(TrackedSocket c) {
        TcpState state = TcpInfo.state(context.kernel.tcpInfo(c.record()));
        return state != null && state != TcpState.CLOSED && state != TcpState.LISTEN;
    }

    /**
     * Turns adopted sockets into connections that were found between their creation and their connect, because a thread had entered connect
     * before the hooks were installed.
     */
    private void connectedUnseen(Map<Long, TrackedSocket> connected) {
        table.visit(row -> {
            TrackedSocket c = connected.get(row.inode());
            if (c != null) {
                recording.learned(c.record(), flagOf(row));
                becomeConnection(c, row);
            }
        });
    }

    private TrackedSocket adopt(int number, int flags, long inode) {
        SocketRecord record = recording.adopt(number, flags);
        TrackedSocket c = record == null ? null : context.registry.of(record);
        if (c != null) {
            unresolved.add(new Unresolved(c, inode));
        }
        return c;
    }

    /** Ends what is closed and adopts what is new, which is looked for at a request, or else if that is due. */
    void sweep(boolean isRequested) {
        check();
        if (isRequested) {
            compareNow();
        } else {
            compareIfDue();
        }
    }

    /**
     * Compares the process's descriptors with the records, and adopts TCP sockets that no hook recorded, such as those of native code. Only
     * descriptors without a record are read.
     */
    void compareIfDue() {
        long began = clock.nanos();
        if (pace.isDue(began)) {
            OptionalLong count = descriptors.counted();
            if (pace.isWorthwhile(began, count, recording.seen())) {
                compare(began, count);
            }
        }
    }

    /** As {@link #compareIfDue}, whether or not it is due. */
    void compareNow() {
        compare(clock.nanos(), descriptors.counted());
    }

    private void compare(long began, OptionalLong count) {
        Map<Integer, Long> found = new HashMap<>();
        Map<Long, Integer> steady = new HashMap<>();
        for (int number : descriptors.numbers()) {
            OptionalLong inode = isUnknown(number) ? descriptors.socketInode(number) : OptionalLong.empty();
            if (inode.isPresent() && context.kernel.tcpInfoOf(number) != TcpInfo.NONE) {
                found.put(number, inode.getAsLong());
                if (unhooked.getOrDefault(number, 0L) == inode.getAsLong() && isUnknown(number)) {
                    steady.put(inode.getAsLong(), number);
                }
            }
        }
        unhooked = found;
        adoptAll(steady, SocketRecord.UNHOOKED, RESOLVING_LATE);
        pace.compared(began, clock.nanos(), found.isEmpty(), count, recording.seen());
    }

    private boolean isUnknown(int number) {
        return recording.open(number) == null && !recording.own().contains(number);
    }

    /** Ends unresolved sockets whose descriptor is closed. Each call checks some of them. */
    void check() {
        Map<Long, TrackedSocket> connected = new HashMap<>();
        for (int left = Math.min(CHECKED_AT_ONCE, unresolved.size()); left > 0; left--) {
            Unresolved next = unresolved.poll();
            TrackedSocket c = next.connection;
            if (!c.isOpen()) {
                pace.unsettle();
            } else if (c.record().is(SocketRecord.UNRESOLVED)) {
                OptionalLong inode = descriptors.socketInode(c.record().number);
                if (inode.isPresent() && inode.getAsLong() == next.inode) {
                    unresolved.add(next);
                    if (c.role() == Role.UNCONNECTED && isConnected(c)) {
                        connected.put(next.inode, c);
                    }
                } else {
                    pace.unsettle();
                    if (!c.record().is(SocketRecord.RELEASED)) {
                        c.gone(clock.nanos());
                    }
                }
            }
        }
        if (!connected.isEmpty()) {
            connectedUnseen(connected);
        }
        if (resolving && (unresolved.isEmpty() || Times.isBefore(resolveUntil, clock.nanos()))) {
            resolving = false;
            recording.resolveAdopted(false);
        }
    }
}
