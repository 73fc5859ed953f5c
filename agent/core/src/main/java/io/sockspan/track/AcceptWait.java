package io.sockspan.track;

import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.time.Times;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection waited in the accept queue, from the end of its handshake until accept returned it, as the kernel knows it. Pure
 * functions.
 */
final class AcceptWait {
    static final int UNKNOWN = -1;

    private AcceptWait() {}

    /** Milliseconds, to within {@link TcpStatistics#TICK}; {@link #UNKNOWN} if the connection was not read when accept returned. */
    static int millis(PassiveOpen open) {
        TcpStatistics read = TcpStatistics.of(open.tcpInfo(), false, 0, 0);
        long wait = read == null ? TcpStatistics.UNKNOWN : read.sinceHandshake();
        return wait == TcpStatistics.UNKNOWN
                ? UNKNOWN
                : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(wait));
    }

    /**
     * The earliest time at which the handshake can have been completed.
     *
     * @param at when accept returned
     * @param notBefore a time before which it was not, without the wait
     */
    static long handshakeNotBefore(long at, int millis, long notBefore) {
        if (millis == UNKNOWN) {
            return notBefore;
        }
        return Times.later(notBefore, at - TimeUnit.MILLISECONDS.toNanos(millis) - TcpStatistics.TICK);
    }
}
