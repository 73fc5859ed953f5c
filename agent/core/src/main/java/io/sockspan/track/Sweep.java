package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import io.sockspan.time.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads the kernel's state of every open socket. For the agent's thread. */
final class Sweep {
    /** The longest time from a flag on a record to its event, in nanoseconds: the hook's thread may have to wait for a processor. */
    private static final long ON_ITS_WAY = TimeUnit.SECONDS.toNanos(1);
    /** The longest time for a connect to return after the release of its descriptor, in nanoseconds. */
    private static final long RETURNING = TimeUnit.SECONDS.toNanos(10);

    /** A send queue that is full for this long may be blocked, in nanoseconds. */
    private static final long STAYS_FULL = TimeUnit.MILLISECONDS.toNanos(500);

    private final TrackingContext context;
    private final SocketRegistry registry;
    private final Recording recording;
    private final KernelProbe kernel;
    private final Clock clock;
    private final EventHandler events;
    private final QuickPoll quick;
    private final Watching watching;

    Sweep(TrackingContext context, Clock clock, EventHandler events, Watching watching) {
        this.context = context;
        this.registry = context.registry;
        this.recording = context.recording;
        this.kernel = context.kernel;
        this.clock = clock;
        this.events = events;
        this.quick = new QuickPoll(kernel);
        this.watching = watching;
    }

    /**
     * Observes every open socket, or only polls those of which the kernel would have reported most of what there is to observe.
     *
     * @param drainedAt when the recorder's queue was last drained; events from before that time were handled
     * @param thoroughly whether to observe those too
     * @param isAtRest whether nothing has happened for so long that some of them may wait for the next sweep
     * @return the sockets that must also be read in {@code /proc/self/net/tcp}
     */
    List<TrackedSocket> run(long drainedAt, boolean thoroughly, boolean isAtRest) {
        watching.sweepBegins(clock.nanos());
        discover();
        collect();
        List<TrackedSocket> unclear = new ArrayList<>();
        List<TrackedSocket> followed = new ArrayList<>(registry.followed());
        quick.begin(openAmong(followed));
        for (TrackedSocket c : followed) {
            if (!c.isOpen()) {
                endMissedConnect(c);
            } else if (isReleaseMissed(c)) {
                continue;
            } else if (isAtRest && watching.isQuiet(c) && quick.mayWaitIfQuiet(c)) {
                continue;
            } else if (quick.willDo(c) || !thoroughly && watching.isQuiet(c) && QuickPoll.isOrdinary(c)) {
                quick.add(c);
                if (quick.isFull()) {
                    poll(drainedAt, unclear);
                }
            } else {
                observe(c, drainedAt, unclear);
            }
        }
        poll(drainedAt, unclear);
        watching.sweepEnds(clock.nanos());
        return unclear;
    }

    private static int openAmong(List<TrackedSocket> followed) {
        int open = 0;
        for (TrackedSocket c : followed) {
            open += c.isOpen() ? 1 : 0;
        }
        return open;
    }

    private void poll(long drainedAt, List<TrackedSocket> unclear) {
        long before = clock.nanos();
        quick.ask();
        for (int i = 0; i < quick.size(); i++) {
            TrackedSocket c = quick.get(i);
            if (quick.isQuiet(i)) {
                c.observedQuiet(before);
                if (!isPollEnough(c) && !isStillEstablished(c)) {
                    observe(c, drainedAt, unclear);
                } else if (c.watchState() != WatchState.QUIET) {
                    watching.observed(c);
                }
            } else {
                observe(c, drainedAt, unclear);
            }
        }
        quick.clear();
    }

    private boolean isPollEnough(TrackedSocket c) {
        return quick.willDo(c) || quick.willDoIfQuiet(c);
    }

    /**
     * Observes what the poll has not shown of a quiet connection, the counters of probes and retransmissions, by one system call in place of
     * four. Returns whether the state is still what the poll has shown.
     */
    private boolean isStillEstablished(TrackedSocket c) {
        long before = clock.nanos();
        int tcpInfo = kernel.tcpInfo(c.record());
        boolean still =
                TcpInfo.state(tcpInfo) == TcpState.ESTABLISHED && !c.record().is(SocketRecord.CLOSING);
        if (still) {
            c.observed(before, clock.nanos(), tcpInfo);
        }
        return still;
    }

    /** Handles records without an event so far: a successful creation, connect or accept has none. */
    private void discover() {
        int limit = recording.openLimit();
        for (int number = 0; number < limit; number++) {
            SocketRecord record = recording.open(number);
            if (record != null && (record.opening != null || SocketRegistry.isNew(record))) {
                events.discovered(record);
            }
        }
    }

    /** Marks sockets whose owner was garbage-collected while the descriptor is open: the application can no longer close them. */
    private void collect() {
        for (SocketRecord record; (record = recording.pollCollected()) != null; ) {
            if (recording.open(record.number) == record && record.follower instanceof TrackedSocket) {
                TrackedSocket c = (TrackedSocket) record.follower;
                if (kernel.isGone(record)) {
                    c.gone(clock.nanos());
                } else {
                    c.ownerCollected();
                }
            }
        }
    }

    /**
     * Whether a record is released but its event has not arrived. The event was dropped, or the kernel reused the number and no hook
     * recorded the release.
     */
    private boolean isReleaseMissed(TrackedSocket c) {
        if (!c.record().is(SocketRecord.RELEASED)) {
            return false;
        }
        c.releaseMissing(clock.nanos(), ON_ITS_WAY);
        return true;
    }

    /**
     * Ends a connect that released its descriptor and whose failure was not reported: if that event was dropped, nothing else would end it.
     */
    private void endMissedConnect(TrackedSocket c) {
        long now = clock.nanos();
        if (c.isInsideConnect() && (c.record().is(SocketRecord.INCOMPLETE) || now - c.releasedAt() >= RETURNING)) {
            c.connectOutcomeMissed(now);
        }
    }

    private void observe(TrackedSocket c, long drainedAt, List<TrackedSocket> unclear) {
        SocketRecord record = c.record();
        if (record.is(SocketRecord.CLOSE_REPORTED) && record.closingAt - drainedAt <= 0) {
            // The descriptor is not released at once, for example because that is left to a selector.
            c.closeEntered();
        }
        long before = clock.nanos();
        if (c.isCloseUndecided()) {
            c.observedWhileClosing(kernel.tcpInfo(record));
        } else if (c.closingAt() != ClosePhase.NEVER) {
            // The release is left to a selector, and the JDK may have replaced the descriptor (preClose).
            if (!c.tcp().settled() && c.role() != Role.LISTENER) {
                unclear.add(c);
            }
        } else if (record.is(SocketRecord.CLOSING)) {
            return;
        } else if (c.role() == Role.LISTENER) {
            observeQueue(c, before, unclear);
        } else if (c.role() == Role.UNCONNECTED) {
            if (record.is(SocketRecord.INCOMPLETE)) {
                c.adoptByFlags(before);
            }
            if (kernel.isGone(record)) {
                c.gone(before);
            }
        } else {
            int tcpInfo = kernel.tcpInfo(record);
            if (tcpInfo == TcpInfo.NONE && kernel.isGone(record)) {
                c.gone(before);
            } else if (!record.is(SocketRecord.CLOSING) && !watching.leaveToReport(c, tcpInfo)) {
                long now = clock.nanos();
                long latest = PeerFin.arrivedBy(c, c.openedAt(), now, tcpInfo, context);
                c.observed(Times.earlier(before, latest), latest, tcpInfo);
                if (latest != now) {
                    // The FIN is dated back, and what it has led to lasts until now.
                    c.observed(before, now, tcpInfo);
                }
                observeBuffer(c, before, unclear);
                if (c.isFoundInCloseWait() && c.statistics() == null) {
                    c.readStatistics();
                }
                watching.observed(c);
            }
        }
    }

    private void observeQueue(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        switch (kernel.readable(c.record())) {
            case 0:
                c.observedQueue(0, now);
                break;
            case 1:
                if (c.local() != null) {
                    // {@code /proc/self/net/tcp} has the number of connections.
                    unclear.add(c);
                }
                break;
            default:
                break;
        }
    }

    private void observeBuffer(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        if (c.tcp().isEndUnclear()) {
            unclear.add(c);
        }
        TcpState state = c.tcp().state();
        if (state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT) {
            observeUnread(c, now, unclear);
            observeUnsent(c, now, unclear);
        } else {
            c.unreadUnknown();
            c.observedWritable(true, now);
        }
    }

    /** {@code /proc/self/net/tcp} has the number of bytes in a full queue. It is read only if the queue stays full. */
    private void observeUnsent(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        c.observedWritable(kernel.writable(c.record()) != 0, now);
        if (c.unsent() != null && now - c.unsent().first >= STAYS_FULL) {
            unclear.add(c);
        }
    }

    private void observeUnread(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        if (c.isDrained() || c.record().is(SocketRecord.END_OF_STREAM)) {
            // The descriptor stays readable after the end of the stream, so a poll would not show this.
            c.observedUnread(0, now);
            return;
        }
        switch (kernel.readable(c.record())) {
            case 0:
                c.observedUnread(0, now);
                break;
            case 1:
                int bytes = kernel.unread(c.record());
                if (bytes >= 0) {
                    c.observedUnread(bytes, now);
                } else {
                    unclear.add(c);
                }
                break;
            default:
                c.unreadUnknown();
                break;
        }
    }
}
