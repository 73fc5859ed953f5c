package io.sockspan.track;

import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.time.Times;

/**
 * Dates the peer's FIN where an observation found it late, as a sweep does, or as the watch does when a busy machine let it wait for a
 * processor. The kernel knows when the peer's last acknowledgement arrived, and every FIN carries one. Where the whole tcp_info can be
 * read.
 */
final class PeerFin {
    /** An interval that is wider than this is worth a reading, in nanoseconds. */
    private static final long VAGUE = 2 * TcpStatistics.TICK;

    private PeerFin() {}

    /**
     * By when the peer's FIN had arrived that an observation has just found.
     *
     * @param earliest when it had not arrived yet, as far as the observation knows
     * @param latest when the observation was made
     * @param tcpInfo what it found
     * @return {@code latest}, if nothing else is known or it found something else
     */
    static long arrivedBy(TrackedSocket socket, long earliest, long latest, int tcpInfo, TrackingContext context) {
        if (TcpInfo.state(tcpInfo) != TcpState.CLOSE_WAIT || socket.tcp().state() != TcpState.ESTABLISHED) {
            return latest;
        }
        long open = Times.later(socket.tcp().lastKnownAt(), socket.tcp().since());
        long notBefore = Times.later(earliest, open);
        if (latest - notBefore <= VAGUE) {
            return latest;
        }
        TcpStatistics read = Readings.read(socket, context);
        long arrived = read == null ? SocketObservations.NEVER : read.peerClosedBy();
        return arrived == SocketObservations.NEVER ? latest : Times.earlier(Times.later(arrived, notBefore), latest);
    }
}
