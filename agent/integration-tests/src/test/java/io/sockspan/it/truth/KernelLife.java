package io.sockspan.it.truth;

import io.sockspan.testkit.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The life of one socket as the kernel traced it, and as far as the trace can be understood.
 *
 * <p>Observed on Linux 6.18, and so taken into account here:
 *
 * <ul>
 *   <li>A connect is CLOSE -> SYN_SENT, still without a local port, then SYN_SENT -> ESTABLISHED (or CLOSE), with it. The socket's
 *       address joins the two.
 *   <li>A connection that is being accepted appears when the handshake is over, as LISTEN -> SYN_RECV -> ESTABLISHED of a socket of
 *       its own, microseconds apart, whether the application accepts it or not. The handshake before that has no socket.
 *   <li>close after shutdownOutput sets the state once more: FIN_WAIT1 -> FIN_WAIT1. That is no change.
 *   <li>There is no event into TIME_WAIT. A socket that enters it is replaced by a smaller one ({@code tcp_time_wait}) and itself goes
 *       FIN_WAIT2 -> CLOSE or CLOSING -> CLOSE.
 *   <li>A closed socket that enters FIN_WAIT2 is replaced as well, at once: FIN_WAIT2 -> CLOSE follows by microseconds, although the
 *       peer may not have closed yet. It is in FIN_WAIT2 still; {@code /proc/net/tcp} shows it so.
 *   <li>FIN_WAIT2 -> CLOSE is also what a reset does to a socket that is not replaced.
 * </ul>
 *
 * <p>The last three look alike, but the peer of a connection on this machine is in the trace, too, and tells them apart: it has sent
 * its FIN (entered LAST_ACK, or closed first), or reset the connection (went to CLOSE without LAST_ACK), or done nothing yet.
 */
final class KernelLife {
    /** When a state was entered: not before {@code earliest}, not after {@code latest}; mostly the two are equal. */
    record Entry(State state, long earliest, long latest) {}

    private final long socket;
    private final int opener;
    private final boolean accepted;
    private final List<Entry> entries = new ArrayList<>();
    private int localPort;
    private int remotePort;
    private boolean traced = true;

    private KernelLife(KernelEvent first) {
        socket = first.socket();
        accepted = first.from() == State.TCP_LISTEN;
        // An accepted connection comes into being in the network's context; whoever runs there has nothing to do with
        // it.
        opener = accepted ? 0 : first.process();
    }

    /** The lives that began in the trace, in the order in which they began. */
    static List<KernelLife> of(List<KernelEvent> events) {
        List<KernelLife> lives = new ArrayList<>();
        Map<Long, KernelLife> current = new HashMap<>();
        for (KernelEvent event : events) {
            if (!event.protocol().equals("IPPROTO_TCP") || event.from() == event.to()) {
                continue;
            }
            if (event.from() == State.TCP_CLOSE || event.from() == State.TCP_LISTEN && event.to() != State.TCP_CLOSE) {
                current.put(event.socket(), new KernelLife(event));
                lives.add(current.get(event.socket()));
            }
            KernelLife life = current.get(event.socket());
            if (life != null) {
                life.add(event);
                if (event.to() == State.TCP_CLOSE) {
                    current.remove(event.socket());
                }
            }
        }
        lives.forEach(life -> life.resolveEnd(life.peerIn(lives)));
        return lives;
    }

    private void add(KernelEvent event) {
        localPort = event.localPort() == 0 ? localPort : event.localPort();
        remotePort = event.remotePort() == 0 ? remotePort : event.remotePort();
        entries.add(new Entry(event.to(), event.nanos(), event.nanos()));
    }

    /** The other end of this connection: the reverse ports, and the nearest beginning of those. */
    private KernelLife peerIn(List<KernelLife> lives) {
        return lives.stream()
                .filter(other -> other.accepted != accepted
                        && remotePort != 0
                        && other.localPort == remotePort
                        && other.remotePort == localPort)
                .min((one, other) -> Long.compare(Math.abs(one.begin() - begin()), Math.abs(other.begin() - begin())))
                .orElse(null);
    }

    /** Puts in the place of a final FIN_WAIT2 -> CLOSE or CLOSING -> CLOSE what it stands for. */
    private void resolveEnd(KernelLife peer) {
        int last = entries.size() - 1;
        if (last < 1 || entries.get(last).state != State.TCP_CLOSE) {
            return;
        }
        long gone = entries.get(last).earliest;
        State before = entries.get(last - 1).state;
        if (before == State.TCP_CLOSING) {
            entries.set(last, new Entry(State.TCP_TIME_WAIT, gone, gone));
            traced = false;
        } else if (before == State.TCP_FIN_WAIT2) {
            resolveFinWait2(peer, last, gone);
        }
    }

    private void resolveFinWait2(KernelLife peer, int last, long gone) {
        Entry peerFin = peer == null ? null : peer.finSent();
        Entry peerReset = peer == null || peerFin != null ? null : peer.entry(State.TCP_CLOSE);
        if (peerFin != null) {
            // The FIN may wait behind data, but it had arrived when the peer knew that it had.
            long acknowledged = peer.afterFin(peerFin);
            long earliest = Math.max(gone, peerFin.earliest);
            entries.set(last, new Entry(State.TCP_TIME_WAIT, earliest, Math.max(earliest, acknowledged)));
            traced = false;
        } else if (peerReset != null && peerReset.earliest > gone) {
            entries.set(last, new Entry(State.TCP_CLOSE, peerReset.earliest, Long.MAX_VALUE));
        } else if (peerReset == null) {
            entries.remove(last);
            traced = false;
        }
    }

    private Entry finSent() {
        Entry lastAck = entry(State.TCP_LAST_ACK);
        return lastAck != null ? lastAck : entry(State.TCP_FIN_WAIT1);
    }

    /** When this side had left the state that it entered with its FIN; the FIN's own time if that is not traced. */
    private long afterFin(Entry fin) {
        int next = entries.indexOf(fin) + 1;
        return next < entries.size() ? entries.get(next).earliest : fin.earliest;
    }

    private Entry entry(State state) {
        return entries.stream()
                .filter(entry -> entry.state == state)
                .findFirst()
                .orElse(null);
    }

    boolean isAccepted() {
        return accepted;
    }

    boolean isListener() {
        return entries.get(0).state == State.TCP_LISTEN;
    }

    /** The process that connected or listened; 0 for an accepted connection, or if the trace does not know. */
    int opener() {
        return opener;
    }

    int localPort() {
        return localPort;
    }

    int remotePort() {
        return remotePort;
    }

    long begin() {
        return entries.get(0).earliest;
    }

    /** The states that it went through, the initial CLOSE left out. */
    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    boolean went(State state) {
        return entry(state) != null;
    }

    /** False if it goes on after the last entry, where the trace cannot follow: in TIME_WAIT, or closed in FIN_WAIT2. */
    boolean isTracedToTheEnd() {
        return traced;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format("%x %d->%d", socket, localPort, remotePort));
        for (Entry entry : entries) {
            text.append(String.format(" %s@%.6f", entry.state.agentName(), entry.earliest / 1e9));
        }
        return text.toString();
    }
}
