package io.sockspan.track;

import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Times;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Decides which connections are watched, and brings the kernel's reports about them into order with the events of the hooks. A connection
 * that outlives a sweep is watched: watching a short one costs more than it shows. For the agent's thread.
 */
final class Watching {
    private final Supplier<KernelWatch> opener;
    private final SocketRegistry registry;
    private final Clock clock;
    private final KernelProbe kernel;
    /** Opened with the first connection that is to be watched. */
    private KernelWatch watch = KernelWatch.OFF;

    private boolean opened;
    private boolean closed;
    private boolean anyChanged;
    private int sweeps;
    private long sweepBegan;
    private long previousSweepBegan;

    /** Taken from the watch and not handled yet, in the order of time; and the first of each socket. */
    private final ArrayDeque<KernelEvent> taken = new ArrayDeque<>();

    private final Map<TrackedSocket, KernelEvent> firsts = new IdentityHashMap<>();

    Watching(Supplier<KernelWatch> opener, TrackingContext context, Clock clock) {
        this.opener = opener;
        this.registry = context.registry;
        this.kernel = context.kernel;
        this.clock = clock;
    }

    /** Takes the reports that wait now. To be called before the number of waiting hook events is read: a call precedes its effect. */
    void take() {
        for (int left = watch.waiting(); left > 0; left--) {
            KernelEvent event = watch.poll();
            TrackedSocket socket = event == null ? null : registry.of(event.record);
            if (socket != null && socket.isWatched()) {
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
            socket.changed(event);
        }
    }

    /** A sweep begins. */
    void sweepBegins(long now) {
        sweeps++;
        previousSweepBegan = sweepBegan;
        sweepBegan = now;
    }

    /** Whether any connection is or was watched. */
    boolean isActive() {
        return opened && watch.problem() == null;
    }

    /** Whether a report was handled since the last call. */
    boolean hasAnyChanged() {
        boolean changed = anyChanged;
        anyChanged = false;
        return changed;
    }

    /** Why connections are not watched, or not all of them; null if they are. */
    String problem() {
        return watch.problem();
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

    /** A sweep has observed an open connection; watches it if it is worth it. */
    void observed(TrackedSocket c) {
        if (closed || !isWorthwhile(c)) {
            return;
        }
        if (!opened) {
            opened = true;
            watch = opener.get();
        }
        SocketRecord record = c.record();
        boolean isNew = !c.isWatched();
        c.watched(watch.add(record, c.tcp().state() == TcpState.SYN_SENT));
        if (isNew && c.isWatched()) {
            // A change before the registration is not reported with its time.
            long before = clock.nanos();
            int tcpInfo = kernel.tcpInfo(record);
            if (!record.is(SocketRecord.CLOSING)) {
                c.observed(before, clock.nanos(), tcpInfo);
            }
        }
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
