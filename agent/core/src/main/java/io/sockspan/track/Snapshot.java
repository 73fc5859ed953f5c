package io.sockspan.track;

import io.sockspan.time.Clock;
import java.util.List;

/** The state of all tracked sockets at one time. Times are {@link System#nanoTime()}. Immutable. */
public final class Snapshot {
    /** When it was taken, {@link System#nanoTime()}. */
    public final long takenAt;
    /** When the last sweep of the kernel's states ended, or {@link Long#MIN_VALUE} if there was none. */
    public final long kernelReadAt;
    /** Whether this system allows reading the kernel's states; if not, states are inferred from calls. */
    public final boolean kernelReadable;
    /** Converts these times to wall-clock times. */
    public final Clock clock;
    /** Open sockets, oldest first. */
    public final List<SocketSnapshot> open;
    /** Sockets that were closed, as many as the history keeps, in the order of creation. Some are still followed in the kernel. */
    public final List<SocketSnapshot> ended;
    /** The number of sockets recorded since the start. */
    public final long seen;
    /** The number of events that were lost and of sockets that were not followed because too many were open. */
    public final long eventsDropped;
    /** The number of exceptions that hooks threw. */
    public final long hookFailures;
    /** The number of sockets without a stack, because too many were opened at once. */
    public final long stacksSkipped;
    /** The number of closed connections that were not followed to their end, because too many closed at once or they cannot be followed. */
    public final long endsNotFollowed;
    /** The number of closes whose entry did not read the kernel's state, because too many closed at once. */
    public final long closesUnasked;
    /** The number of TLS handshakes of {@code SSLEngine} that were not followed, because too many were going on at once. */
    public final long handshakesUnfollowed;
    /** How much of a processor this process may use, 1 at most; below 1 the agent does less. */
    public final double processors;
    /** Why the kernel was not asked for all that it knows of each connection, in a few words; null if it was or nobody wanted that. */
    public final String withoutStatistics;

    /** The number of open sockets of native code. */
    public long nativeSockets() {
        return open.stream().filter(socket -> socket.nativeCode).count();
    }

    Snapshot(
            long takenAt,
            long kernelReadAt,
            boolean kernelReadable,
            Clock clock,
            List<SocketSnapshot> open,
            List<SocketSnapshot> ended,
            long seen,
            long eventsDropped,
            long hookFailures,
            long stacksSkipped,
            long endsNotFollowed,
            long closesUnasked,
            long handshakesUnfollowed,
            double processors,
            String withoutStatistics) {
        this.takenAt = takenAt;
        this.kernelReadAt = kernelReadAt;
        this.kernelReadable = kernelReadable;
        this.clock = clock;
        this.open = open;
        this.ended = ended;
        this.seen = seen;
        this.eventsDropped = eventsDropped;
        this.hookFailures = hookFailures;
        this.stacksSkipped = stacksSkipped;
        this.endsNotFollowed = endsNotFollowed;
        this.closesUnasked = closesUnasked;
        this.handshakesUnfollowed = handshakesUnfollowed;
        this.processors = processors;
        this.withoutStatistics = withoutStatistics;
    }
}
