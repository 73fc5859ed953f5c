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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Sockets that were open before the agent came: finds them by the process's descriptors and the kernel's table, and notices when one
 * is gone whose close no hook has told, as those are of which native code has the only hold. For the agent's thread.
 */
final class Adoption {
    /** How long the first use of each is waited for, which costs every read and write a look-up. */
    private static final long RESOLVING = TimeUnit.MINUTES.toNanos(10);
    /** How many are checked at each sweep: reading a link takes some microseconds. */
    private static final int CHECKED_AT_ONCE = 1_000;

    private final TrackingContext context;
    private final Recording recording;
    private final Clock clock;
    private final Descriptors descriptors;
    private final ProcNetTcp table;

    /** Those whose descriptor no call has shown yet, the one checked longest ago first. */
    private final Deque<Unmet> unresolved = new ArrayDeque<>();

    private long adoptedAt;
    private boolean resolving;

    private static final class Unmet {
        final TrackedSocket connection;
        final long inode;

        Unmet(TrackedSocket connection, long inode) {
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

    /** Takes in every TCP socket that is open now and that no hook has told of. Does nothing where there is no {@code /proc}. */
    void run() {
        Map<Long, Integer> numbers = new HashMap<>();
        descriptors.socketInodes().forEach((number, inode) -> {
            if (recording.open(number) == null) {
                numbers.put(inode, number);
            }
        });
        if (numbers.isEmpty()) {
            return;
        }
        adoptedAt = clock.nanos();
        List<Row> rows = new ArrayList<>();
        table.visit(row -> {
            if (numbers.containsKey(row.inode())) {
                rows.add(row.copy());
            }
        });
        // Listeners first: they tell which connections were accepted.
        for (Row row : rows) {
            if (row.state() == TcpState.LISTEN) {
                listener(row, numbers.remove(row.inode()));
            }
        }
        for (Row row : rows) {
            Integer number = numbers.remove(row.inode());
            if (number != null) {
                connection(row, number);
            }
        }
        numbers.forEach(this::unbound);
        resolving = !unresolved.isEmpty();
        recording.resolveAdopted(resolving);
    }

    private void listener(Row row, int number) {
        TrackedSocket c = adopt(number, SocketRecord.LISTENING, row.inode());
        if (c != null) {
            c.adoptListener(local(row), clock.nanos());
        }
    }

    private void connection(Row row, int number) {
        TrackedSocket c = adopt(number, flagOf(row), row.inode());
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

    /** The kernel's table has no place for a TCP socket that is neither connected nor listens, nor for sockets that are not TCP. */
    private void unbound(long inode, int number) {
        if (TcpInfo.state(context.kernel.tcpInfoOf(number)) == TcpState.CLOSED) {
            TrackedSocket c = adopt(number, 0, inode);
            if (c != null) {
                c.adopt(clock.nanos());
            }
        }
    }

    private boolean isConnected(TrackedSocket c) {
        TcpState state = TcpInfo.state(context.kernel.tcpInfo(c.record()));
        return state != null && state != TcpState.CLOSED && state != TcpState.LISTEN;
    }

    /** Found between its creation and its connect, by a thread that had entered connect before the hooks were there. */
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
            unresolved.add(new Unmet(c, inode));
        }
        return c;
    }

    /** Looks whether those that no call has shown yet are still there, some of them at each sweep. */
    void check() {
        Map<Long, TrackedSocket> connected = new HashMap<>();
        for (int left = Math.min(CHECKED_AT_ONCE, unresolved.size()); left > 0; left--) {
            Unmet next = unresolved.poll();
            TrackedSocket c = next.connection;
            if (c.isOpen() && c.record().is(SocketRecord.UNRESOLVED)) {
                OptionalLong inode = descriptors.socketInode(c.record().number);
                if (inode.isPresent() && inode.getAsLong() == next.inode) {
                    unresolved.add(next);
                    if (c.role() == Role.UNCONNECTED && isConnected(c)) {
                        connected.put(next.inode, c);
                    }
                } else if (!c.record().is(SocketRecord.RELEASED)) {
                    c.gone(clock.nanos());
                }
            }
        }
        if (!connected.isEmpty()) {
            connectedUnseen(connected);
        }
        if (resolving && (unresolved.isEmpty() || clock.nanos() - adoptedAt > RESOLVING)) {
            resolving = false;
            recording.resolveAdopted(false);
        }
    }
}
