package io.sockspan.kernel;

import io.sockspan.time.LeastCost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds rows of the kernel's table of connections in the cheaper way: by {@link LookUps}, or by reading all of {@code /proc/self/net/tcp} and
 * {@code tcp6}, which costs more the more connections others have.
 *
 * <p>That a connection is gone is what look-ups are mostly for, and a kernel that cannot look up at all gives the same answer (ENOENT, if it
 * lacks its module tcp_diag). So their answers count only once they have found what the table showed, and while they do so again every few
 * minutes. A connection that is bound to a device (SO_BINDTODEVICE, {@code ip vrf exec}) is found by the table alone. For one thread.
 */
public final class ConnectionTable {
    /** What it takes to look up both ends of a connection in code that is not compiled yet, in nanoseconds. */
    private static final long LOOK_UPS = TimeUnit.MICROSECONDS.toNanos(10);
    /** What it takes to list the listeners. */
    private static final long LISTING = TimeUnit.MICROSECONDS.toNanos(300);
    /** A table that takes less is read: to link what looks up would cost more than it saves. */
    private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(1);
    /** How often look-ups must prove themselves, by one reading of the table. */
    private static final long PROVEN_FOR = TimeUnit.MINUTES.toNanos(5);
    /** Look-ups that have failed so often in a row are given up. */
    private static final int FAILURES = 3;

    private final Proc proc;
    private final LongSupplier nanoTime;
    private final ProcNetTcp table;
    private final LeastCost tableCost = new LeastCost();
    private Supplier<DiagSocket> sockets = () -> null;
    private Consumer<String> log = line -> {};
    /** Null until they can be made. */
    private LookUps lookUps;

    private boolean hasBegun;
    private boolean proven;
    private long provenAt;
    private int failures;

    /** @param nanoTime the clock for the times of the rows: {@link System#nanoTime()}, except in tests */
    public ConnectionTable(Proc proc, LongSupplier nanoTime) {
        this.proc = proc;
        this.nanoTime = nanoTime;
        this.table = new ProcNetTcp(proc, nanoTime);
    }

    /**
     * Allows look-ups.
     *
     * @param socket is asked when they would pay; null as long as there is none
     * @param log is told when they begin, and if they are given up
     */
    public void lookUpBy(Supplier<DiagSocket> socket, Consumer<String> log) {
        this.sockets = socket;
        this.log = log;
    }

    /**
     * Finds some connections.
     *
     * @param wanted the connections to find, each given from one end
     * @param listenersToo whether to find all listeners as well; if not, some or none may be in the result
     */
    public ProcSnapshot read(Collection<Tuple> wanted, boolean listenersToo) {
        boolean isPossible = wouldPay(wanted, listenersToo) && areThere() && areAllComplete(wanted);
        if (isPossible && proven && nanoTime.getAsLong() - provenAt < PROVEN_FOR) {
            ProcSnapshot found = lookUps.read(wanted, listenersToo);
            if (found != null) {
                return found;
            }
            failed();
        }
        ProcSnapshot read = table.read(wanted);
        tableCost.add(read.ended() - read.began());
        if (isPossible && read.isComplete()) {
            prove(wanted, read);
        }
        return read;
    }

    private boolean wouldPay(Collection<Tuple> wanted, boolean listenersToo) {
        long cost = wanted.size() * LOOK_UPS + (listenersToo ? LISTING : 0);
        return Math.max(cost, CHEAP) < tableCost.nanos();
    }

    /** One that must be read in the table makes a reading of it for all. */
    private static boolean areAllComplete(Collection<Tuple> wanted) {
        for (Tuple tuple : wanted) {
            if (!tuple.isComplete()) {
                return false;
            }
        }
        return true;
    }

    private boolean areThere() {
        if (lookUps == null && failures < FAILURES) {
            DiagSocket socket = sockets.get();
            lookUps = socket == null ? null : new LookUps(socket, proc, nanoTime);
        }
        return lookUps != null;
    }

    /** Looks up what the table has just shown. */
    private void prove(Collection<Tuple> wanted, ProcSnapshot read) {
        List<Tuple> lasting = new ArrayList<>();
        for (Tuple tuple : wanted) {
            addIfLasting(read.row(tuple), lasting);
            addIfLasting(read.mirror(tuple), lasting);
        }
        if (lasting.isEmpty()) {
            read.listeners().forEach(listener -> addIfLasting(listener, lasting));
        }
        if (lasting.isEmpty()) {
            // Nothing speaks for them, and nothing against them.
            provenAt = nanoTime.getAsLong();
        } else if (lookUps.findsAll(lasting.subList(0, Math.min(lasting.size(), LookUps.AT_ONCE)))) {
            if (!hasBegun) {
                log.accept(
                        "looks up closed connections one by one (sock_diag), which costs less here than to read all of"
                                + " /proc/self/net/tcp");
            }
            hasBegun = true;
            proven = true;
            provenAt = nanoTime.getAsLong();
            failures = 0;
        } else {
            failed();
        }
    }

    private static void addIfLasting(Row shown, List<Tuple> lasting) {
        if (shown != null && shown.isLasting() && shown.tuple().isComplete()) {
            lasting.add(shown.tuple());
        }
    }

    private void failed() {
        proven = false;
        failures++;
        if (failures == FAILURES) {
            lookUps = null;
            log.accept(
                    "the kernel does not look up single connections for this process (sock_diag); going on with /proc/self/net/tcp,"
                            + " which tells the same at a higher cost");
        }
    }
}
