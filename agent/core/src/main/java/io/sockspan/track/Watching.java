package io.sockspan.track;

import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import io.sockspan.time.RetryPause;
import io.sockspan.time.Times;
import io.sockspan.watch.EpollWatch;
import io.sockspan.watch.KernelEvent;
import io.sockspan.watch.KernelWatch;
import io.sockspan.watch.KernelWatch.Interest;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Decides which connections are watched, and brings the kernel's reports about them into order with the events of the hooks. A connection
 * that outlives a sweep is watched: watching a short one costs more than it shows.
 *
 * <p>A watched connection costs its reader 0.1 to 0.2 µs whenever bytes arrive. So the kernel is asked to report the first bytes too. If
 * they arrive at once, the connection is busy: somebody reads it and will see its end, and it is not watched for a while. For the agent's
 * thread.
 */
final class Watching {
    /** A connection on which bytes may have arrived within this time after the sweep is busy, in nanoseconds. */
    private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(5);
    /** At about so many connections a sweep finds out whether they are quiet again, for that takes some 10 µs each. */
    private static final int TRIALS = 100;
    /** The most sweeps between two trials; they are counted modulo 256. */
    private static final int MOST_BETWEEN_TRIALS = 100;

    private static final String NO_THREAD =
            "there is no thread or memory to watch connections with; " + EpollWatch.EFFECT;

    private final Supplier<KernelWatch> opener;
    private final TrackingContext context;
    private final SocketRegistry registry;
    private final Clock clock;
    private final KernelProbe kernel;
    /** Opened with the first connection that is to be watched. */
    private KernelWatch watch = KernelWatch.OFF;

    private boolean opened;
    private int triedInSweep = -1;
    private final RetryPause pause = new RetryPause();
    private boolean closed;
    private boolean anyChanged;
    /** How many connections are not quiet, by the last sweep and so far in this one. */
    private int restless;

    private int restlessSoFar;
    /** Whether the watch reported as the sweep began. On some JDKs it takes a native call to find that out. */
    private boolean isReporting;

    private int sweeps;
    private long sweepBegan;
    private long previousSweepBegan;
    private long sweepEnded;

    /** Taken from the watch and not handled yet, in the order of time; and the first of each socket. */
    private final ArrayDeque<KernelEvent> taken = new ArrayDeque<>();

    private final Map<TrackedSocket, KernelEvent> firsts = new IdentityHashMap<>();

    /**
     * @param opener gives null if it cannot open the watch now, and is asked again with the next sweep; where it throws an {@link
     *     OutOfMemoryError}, after a {@link RetryPause}
     */
    Watching(Supplier<KernelWatch> opener, TrackingContext context, Clock clock) {
        this.opener = opener;
        this.context = context;
        this.registry = context.registry;
        this.kernel = context.kernel;
        this.clock = clock;
    }

    /** Whether there are reports to {@link #take}. */
    boolean isAnythingWaiting() {
        return watch.waiting() > 0;
    }

    /** Takes the reports that wait now. To be called before the number of waiting hook events is read: a call precedes its effect. */
    void take() {
        for (int left = watch.waiting(); left > 0; left--) {
            KernelEvent event = watch.poll();
            TrackedSocket socket = event == null ? null : registry.of(event.record);
            if (socket != null && event.isData()) {
                arrived(socket, event);
            } else if (socket != null && socket.watchState() != WatchState.NONE) {
                // Also of a connection that has just been found busy: the first bytes and the FIN may wait here
                // together.
                taken.add(event);
                firsts.putIfAbsent(socket, event);
            }
        }
    }

    /** Handles the reports that precede an event of the hooks. */
    void handleBefore(SocketEvent event) {
        while (!taken.isEmpty() && Times.isBefore(taken.peek().readAt, event.at)) {
            handle(taken.poll());
        }
        if (!firsts.isEmpty() && event.record.follower instanceof TrackedSocket) {
            TrackedSocket socket = (TrackedSocket) event.record.follower;
            KernelEvent next = firsts.get(socket);
            if (next != null && !Times.isBefore(event.at, next.earliest)) {
                // A read can return the end of the stream before the report is here.
                socket.tcp().unchangedUntil(next.earliest, next.latest);
            }
        }
    }

    /** Handles the reports that were taken and are left. */
    void handleRest() {
        while (!taken.isEmpty()) {
            handle(taken.poll());
        }
    }

    private void handle(KernelEvent event) {
        TrackedSocket socket = registry.of(event.record);
        if (socket == null) {
            return;
        }
        firsts.remove(socket, event);
        if (socket.isOpen() && socket.closingAt() == ClosePhase.NEVER) {
            anyChanged = true;
            socket.reportAwaited(false);
            long latest = PeerFin.arrivedBy(socket, event.earliest, event.latest, event.tcpInfo, context);
            socket.changed(event, latest);
            if (latest != event.latest) {
                // The FIN is dated back, and what it has led to lasts until it was read.
                socket.observed(event.latest, event.readAt, event.tcpInfo);
            }
        }
    }

    private void arrived(TrackedSocket socket, KernelEvent event) {
        if (socket.watchState() != WatchState.QUIET) {
            return;
        }
        anyChanged = true;
        boolean isBusy = socket.watchRound() == (byte) sweeps && event.earliest - sweepEnded < BUSY;
        if (isBusy) {
            watch.remove(event.record);
        }
        int pause = Math.min(MOST_BETWEEN_TRIALS, 2 + restless / TRIALS);
        socket.watch(isBusy ? WatchState.BUSY : WatchState.ACTIVE, sweeps + pause);
    }

    /** A sweep begins. */
    void sweepBegins(long now) {
        sweeps++;
        restless = restlessSoFar;
        restlessSoFar = 0;
        isReporting = watch.isReporting();
        previousSweepBegan = sweepBegan;
        sweepBegan = now;
    }

    /** A sweep has ended. */
    void sweepEnds(long now) {
        sweepEnded = now;
    }

    /** Whether the kernel reports the changes of connections now. */
    boolean isActive() {
        return opened && watch.isReporting() && watch.problem() == null;
    }

    /** Whether a report was handled since the last call. */
    boolean hasAnyChanged() {
        boolean changed = anyChanged;
        anyChanged = false;
        return changed;
    }

    /** Why connections are not watched, or not all of them; null if they are. */
    String problem() {
        return pause.hasFailed() ? NO_THREAD : watch.problem();
    }

    /**
     * Whether a sweep leaves a change that it sees to the kernel's report, which is on its way and knows the time better. If the report has
     * not come by the next sweep, that one publishes the change.
     */
    boolean leaveToReport(TrackedSocket c, int tcpInfo) {
        if (!c.isWatched()) {
            return false;
        }
        TcpState seen = TcpInfo.state(tcpInfo);
        boolean reported = seen != c.tcp().state() && (seen == TcpState.CLOSE_WAIT || seen == TcpState.CLOSED);
        boolean leave = reported && !c.isReportAwaited() && watch.problem() == null;
        c.reportAwaited(leave);
        return leave;
    }

    /** Tries once in a sweep, and less often where threads are short. */
    private boolean open() {
        if (triedInSweep == sweeps || !pause.isOver(clock.nanos())) {
            return false;
        }
        triedInSweep = sweeps;
        KernelWatch fresh = tryToOpen();
        if (fresh == null) {
            return false;
        }
        watch = fresh;
        opened = true;
        return true;
    }

    private KernelWatch tryToOpen() {
        try {
            KernelWatch fresh = opener.get();
            pause.succeeded();
            return fresh;
        } catch (OutOfMemoryError noThread) {
            // The sweep goes on without the watch.
            pause.failed(clock.nanos());
            return null;
        }
    }

    /** A sweep has observed an open connection; watches it if it is worth it. */
    void observed(TrackedSocket c) {
        if (closed || !isWorthwhile(c)) {
            return;
        }
        if (!opened && !open()) {
            return;
        }
        restlessSoFar += isRestless(c) ? 1 : 0;
        if (isRestless(c) && (byte) (c.watchRound() - sweeps) > 0) {
            if (c.isWatched() && !watch.add(c.record(), Interest.CLOSING)) {
                c.watch(WatchState.NONE, 0);
            }
            return;
        }
        boolean isNew = !c.isWatched();
        if (isNew && c.unread() != null && c.unread().nanos() == 0) {
            // Somebody may be about to read them.
            return;
        }
        Interest interest = interest(c);
        if (!watch.add(c.record(), interest)) {
            c.watch(WatchState.NONE, 0);
            return;
        }
        c.watch(interest == Interest.DATA ? WatchState.QUIET : WatchState.ACTIVE, sweeps);
        if (isNew) {
            readOnce(c);
        }
    }

    private static boolean isRestless(TrackedSocket c) {
        return c.watchState() == WatchState.ACTIVE && c.tcp().state() == TcpState.ESTABLISHED
                || c.watchState() == WatchState.BUSY;
    }

    private static Interest interest(TrackedSocket c) {
        if (c.tcp().state() == TcpState.SYN_SENT) {
            return Interest.CONNECT;
        }
        // The bytes that wait would be reported.
        return c.tcp().state() == TcpState.ESTABLISHED && c.waiting() == 0 ? Interest.DATA : Interest.CLOSING;
    }

    /** A change before the registration is not reported with its time. */
    private void readOnce(TrackedSocket c) {
        long before = clock.nanos();
        int tcpInfo = kernel.tcpInfo(c.record());
        if (!c.record().is(SocketRecord.CLOSING)) {
            c.observed(before, clock.nanos(), tcpInfo);
        }
    }

    /** For a sweep: whether nothing can have arrived on a connection, and nothing have happened to it, without a report. */
    boolean isQuiet(TrackedSocket c) {
        return isReporting && c.watchState() == WatchState.QUIET;
    }

    private boolean isWorthwhile(TrackedSocket c) {
        boolean connection = c.role() == Role.CLIENT || c.role() == Role.SERVER;
        if (!connection || sweeps < 2 || c.openedAt() - previousSweepBegan > 0) {
            return false;
        }
        switch (c.tcp().state()) {
            case SYN_SENT:
            case ESTABLISHED:
            case CLOSE_WAIT:
            case FIN_WAIT_2:
                return true;
            default:
                return false;
        }
    }

    /** Ends the watch. Sweeps find all changes from now on. */
    void close() {
        closed = true;
        watch.close();
    }
}
