package io.sockspan.track;

import java.util.List;

/** All that the agent knows at one moment. Immutable. */
public final class Snapshot {
    /** When it was taken, {@link System#nanoTime()}. */
    public final long takenAt;
    /** When the kernel's states were last read, or {@link Long#MIN_VALUE} if never. */
    public final long kernelReadAt;
    /** Whether kernel states can be read here at all; if not, states are inferred from calls. */
    public final boolean kernelReadable;
    /** Turns the times in here into wall-clock times. */
    public final Clock clock;
    /** Open sockets, oldest first. */
    public final List<SocketSnapshot> open;
    /** Sockets that were closed, as many as the history keeps, in the order of creation; some still followed in the kernel. */
    public final List<SocketSnapshot> ended;
    /** Sockets seen since the start. */
    public final long seen;
    /** Events that the full queue refused, and sockets that were not followed because too many were open. */
    public final long eventsDropped;
    /** Exceptions swallowed in hooks. */
    public final long hookFailures;
    /** Sockets whose opening stack was not taken because too many were opened at once. */
    public final long stacksSkipped;
    /** Closed connections that were not followed to their end, because too many closed at once or it could not be. */
    public final long endsNotFollowed;
    /** Closes at whose entry the kernel was not asked for the state, because too many closed at once. */
    public final long closesUnasked;

    /** How many open sockets are native code's. */
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
            long closesUnasked) {
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
    }
}
