package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the kernel about every open socket, one after the other. For the agent's thread. */
final class Sweep {
    /** How long an event can be on its way at most: its thread may have to wait for a processor. */
    private static final long ON_ITS_WAY = TimeUnit.SECONDS.toNanos(1);
    /** How long a connect whose descriptor is gone may take to return. */
    private static final long RETURNING = TimeUnit.SECONDS.toNanos(10);

    /** A send queue that is full for longer may be stuck. */
    private static final long STAYS_FULL = TimeUnit.MILLISECONDS.toNanos(500);

    private final SocketRegistry registry;
    private final Recording recording;
    private final KernelProbe kernel;
    private final Clock clock;
    private final EventHandler events;
    private final QuickPoll quick;

    Sweep(TrackingContext context, Clock clock, EventHandler events) {
        this.registry = context.registry;
        this.recording = context.recording;
        this.kernel = context.kernel;
        this.clock = clock;
        this.events = events;
        this.quick = new QuickPoll(kernel);
    }

    /**
     * Looks at every open socket.
     *
     * @param drainedAt when the recorder's events were taken in last; no event of before that is still to come
     * @return those of which the kernel's table has to be asked as well
     */
    List<TrackedSocket> run(long drainedAt) {
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
            } else if (quick.willDo(c)) {
                quick.add(c);
                if (quick.isFull()) {
                    lookQuickly(drainedAt, unclear);
                }
            } else {
                look(c, drainedAt, unclear);
            }
        }
        lookQuickly(drainedAt, unclear);
        return unclear;
    }

    private static int openAmong(List<TrackedSocket> followed) {
        int open = 0;
        for (TrackedSocket c : followed) {
            open += c.isOpen() ? 1 : 0;
        }
        return open;
    }

    private void lookQuickly(long drainedAt, List<TrackedSocket> unclear) {
        long before = clock.nanos();
        quick.ask();
        for (int i = 0; i < quick.size(); i++) {
            TrackedSocket c = quick.get(i);
            if (quick.isQuiet(i)) {
                c.observedQuiet(before);
            } else {
                look(c, drainedAt, unclear);
            }
        }
        quick.clear();
    }

    /** Sockets of which no event has told yet: it tells only what comes after they were created, connected or accepted. */
    private void discover() {
        int limit = recording.openLimit();
        for (int number = 0; number < limit; number++) {
            SocketRecord record = recording.open(number);
            if (record != null && (record.opening != null || SocketRegistry.isNew(record))) {
                events.discovered(record);
            }
        }
    }

    /** Sockets whose owner became garbage while the descriptor is open: nobody will ever close them. */
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
     * A record that is released while its event has not come: the event was dropped, or the kernel gave the number to another socket
     * without a hook having seen the release.
     */
    private boolean isReleaseMissed(TrackedSocket c) {
        if (!c.record().is(SocketRecord.RELEASED)) {
            return false;
        }
        c.releaseMissing(clock.nanos(), ON_ITS_WAY);
        return true;
    }

    /** A connect that cleaned up behind itself tells last how it failed; nothing would ever end it if that was dropped. */
    private void endMissedConnect(TrackedSocket c) {
        long now = clock.nanos();
        if (c.isInsideConnect() && (c.record().is(SocketRecord.INCOMPLETE) || now - c.releasedAt() >= RETURNING)) {
            c.connectOutcomeMissed(now);
        }
    }

    private void look(TrackedSocket c, long drainedAt, List<TrackedSocket> unclear) {
        SocketRecord record = c.record();
        if (record.is(SocketRecord.CLOSE_TOLD) && record.closingAt - drainedAt <= 0) {
            // It does not let go at once, as where a selector has to do it.
            c.closeEntered();
        }
        long before = clock.nanos();
        if (c.isCloseUndecided()) {
            c.observedWhileClosing(kernel.tcpInfo(record));
        } else if (c.closingAt() != ClosePhase.NEVER) {
            // Its descriptor waits for a selector and may stand for something else by now (preClose).
            if (!c.tcp().settled() && c.role() != Role.LISTENER) {
                unclear.add(c);
            }
        } else if (record.is(SocketRecord.CLOSING)) {
            return;
        } else if (c.role() == Role.LISTENER) {
            lookAtQueue(c, before, unclear);
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
            } else if (!record.is(SocketRecord.CLOSING)) {
                c.observed(before, clock.nanos(), tcpInfo);
                lookAtBuffer(c, before, unclear);
            }
        }
    }

    private void lookAtQueue(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        switch (kernel.readable(c.record())) {
            case 0:
                c.observedQueue(0, now);
                break;
            case 1:
                if (c.local() != null) {
                    // The number is in the kernel's table.
                    unclear.add(c);
                }
                break;
            default:
                break;
        }
    }

    private void lookAtBuffer(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        if (c.tcp().isEndUnclear()) {
            unclear.add(c);
        }
        TcpState state = c.tcp().state();
        if (state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT) {
            lookForUnread(c, now, unclear);
            lookForUnsent(c, now, unclear);
        } else {
            c.unreadUnknown();
            c.observedWritable(true, now);
        }
    }

    /** What a full queue holds stands in the kernel's table, which is read only where the queue stays full. */
    private void lookForUnsent(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        c.observedWritable(kernel.writable(c.record()) != 0, now);
        if (c.unsent() != null && c.unsent().nanos() >= STAYS_FULL) {
            unclear.add(c);
        }
    }

    private void lookForUnread(TrackedSocket c, long now, List<TrackedSocket> unclear) {
        if (c.isDrained() || c.record().is(SocketRecord.END_OF_STREAM)) {
            // The descriptor stays readable for ever, though.
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
