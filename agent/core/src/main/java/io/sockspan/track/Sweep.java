package io.sockspan.track;

import io.sockspan.recorder.Recorder;
import io.sockspan.recorder.SocketRecord;
import io.sockspan.tcp.KernelWord;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import java.util.ArrayList;
import java.util.List;

/** Asks the kernel about every open socket, one after the other. For the agent's thread. */
final class Sweep {
    private final Sockets sockets;
    private final KernelProbe kernel;
    private final Clock clock;
    private final EventHandler events;
    private final boolean watchesTransfers;

    Sweep(Sockets sockets, KernelProbe kernel, Clock clock, EventHandler events, boolean watchesTransfers) {
        this.sockets = sockets;
        this.kernel = kernel;
        this.clock = clock;
        this.events = events;
        this.watchesTransfers = watchesTransfers;
    }

    /**
     * Looks at every open socket.
     *
     * @return those of which the kernel's table has to be asked as well
     */
    List<Connection> run() {
        discover();
        collect();
        List<Connection> unclear = new ArrayList<>();
        for (Connection c : new ArrayList<>(sockets.followed())) {
            if (c.isOpen() && !isReleaseOverdue(c)) {
                look(c, unclear);
            }
        }
        return unclear;
    }

    /** Sockets that have done nothing yet since they were created, or whose events were dropped. */
    private void discover() {
        int limit = Recorder.openLimit();
        for (int number = 0; number < limit; number++) {
            SocketRecord record = Recorder.open(number);
            if (record != null && record.follower == null) {
                Connection c = sockets.of(record);
                if (c != null && record.is(SocketRecord.INCOMPLETE)) {
                    adopt(c);
                }
            }
        }
    }

    /** Its first events were dropped: what the kernel and the record's flags say must do. */
    private void adopt(Connection c) {
        c.incomplete = true;
        SocketRecord record = c.record();
        if (record.is(SocketRecord.LISTENING)) {
            c.role = Role.LISTENER;
        } else if (record.is(SocketRecord.CONNECTING)) {
            c.role = Role.CLIENT;
        } else if (record.is(SocketRecord.CONNECTED)) {
            c.role = Role.SERVER;
        }
        long now = clock.nanos();
        sockets.tell(c, c.life().adopted(now, kernel.word(record)));
    }

    /** Sockets whose owner became garbage while the descriptor is open: nobody will ever close them. */
    private void collect() {
        for (SocketRecord record; (record = Recorder.pollCollected()) != null; ) {
            if (Recorder.open(record.number) == record && record.follower instanceof Connection) {
                ((Connection) record.follower).collected = true;
            }
        }
    }

    /**
     * A record that is released while its event has not come: the event was dropped, or the kernel gave the number to another socket
     * without a hook having seen the release. It is believed at the second sweep, because the event may be on its way at the first.
     */
    private boolean isReleaseOverdue(Connection c) {
        if (!c.record().is(SocketRecord.RELEASED)) {
            return false;
        }
        if (c.releaseOverdue) {
            c.incomplete = true;
            events.released(c, clock.nanos(), KernelWord.NONE);
        }
        c.releaseOverdue = true;
        return true;
    }

    private void look(Connection c, List<Connection> unclear) {
        SocketRecord record = c.record();
        long before = clock.nanos();
        if (c.undecidedClose != null) {
            events.lookedAtClosing(c, kernel.word(record));
        } else if (c.closingAt != Long.MIN_VALUE) {
            // Its descriptor waits for a selector and may stand for something else by now (preClose).
            if (!c.life().settled() && c.role != Role.LISTENER) {
                unclear.add(c);
            }
        } else if (record.is(SocketRecord.CLOSING)) {
            return;
        } else if (c.role == Role.LISTENER) {
            lookAtQueue(c, before, unclear);
        } else if (c.role != Role.UNCONNECTED) {
            int word = kernel.word(record);
            if (!record.is(SocketRecord.CLOSING)) {
                sockets.tell(c, c.life().looked(before, clock.nanos(), word));
                lookAtBuffer(c, before, unclear);
            }
        }
    }

    private void lookAtQueue(Connection c, long now, List<Connection> unclear) {
        switch (kernel.readable(c.record())) {
            case 0:
                c.acceptQueue(0, now);
                break;
            case 1:
                if (c.local != null) {
                    // The number is in the kernel's table.
                    unclear.add(c);
                }
                break;
            default:
                break;
        }
    }

    private void lookAtBuffer(Connection c, long now, List<Connection> unclear) {
        if (c.life().isEndUnclear()) {
            unclear.add(c);
        }
        if (c.life().state() != TcpState.ESTABLISHED) {
            c.unread(0, now);
            return;
        }
        if (watchesTransfers) {
            long last = c.record().lastTransferAt;
            c.idleSince = last == 0 ? c.life().since() : last;
        }
        switch (kernel.readable(c.record())) {
            case 0:
                c.unread(0, now);
                break;
            case 1:
                int bytes = kernel.unread(c.record());
                if (bytes >= 0) {
                    c.unread(bytes, now);
                } else {
                    unclear.add(c);
                }
                break;
            default:
                break;
        }
    }
}
