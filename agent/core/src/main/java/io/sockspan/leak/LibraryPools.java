package io.sockspan.leak;

import io.sockspan.time.Clock;
import io.sockspan.track.TrackedSocket;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Knows of the connections of some libraries' pools whether somebody still has them. The pools are the application's objects, which may make
 * its class loaders load classes: they are read on another thread, and only while the answer for some connection is missing. For the agent's
 * thread.
 */
public final class LibraryPools {
    /** As {@link KnownPools} names them. */
    private static final Set<String> READABLE = new HashSet<>(Arrays.asList("OkHttp", "Apache HttpClient 4"));
    /** Between two readings, in nanoseconds, and as a multiple of what the last one took. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int SHARE = 100;
    /** How old the answer that a connection is lent may become, in nanoseconds: it may be given back. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(10);
    /** The same if the last reading did not find the connection, or none at all: mostly the next does not either. */
    private static final long MISSING = TimeUnit.MINUTES.toNanos(1);

    private final Supplier<Map<Integer, Boolean>> pools;
    private final Executor executor;
    private final Clock clock;
    private volatile Readings readings = new Readings(Reading.NONE, Reading.NONE);
    private volatile boolean isRunning;

    /**
     * @param pools reads whether each connection is lent, by the number of its descriptor; those that it does not find are missing
     * @param executor runs that on another thread; throws if there is none
     */
    public LibraryPools(Supplier<Map<Integer, Boolean>> pools, Executor executor, Clock clock) {
        this.pools = pools;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Whether the application has taken the connection and not given it back. It is lent if two readings since the peer ended it say so: one may
     * come between, when the pool takes it out to close it.
     *
     * @param pool the name of its library, of {@link KnownPools#of}
     * @param since since when the peer has ended the connection and nobody has used it, {@link System#nanoTime()}
     */
    Lease leaseOf(TrackedSocket c, String pool, long since) {
        if (!READABLE.contains(pool)) {
            return Lease.UNKNOWN;
        }
        Readings known = readings;
        Lease last = known.last.leaseOf(c, since);
        boolean isSure = last == Lease.IDLE || last == Lease.LENT && known.before.leaseOf(c, since) == Lease.LENT;
        if (last != Lease.IDLE) {
            boolean isMissing = last == Lease.UNKNOWN && (known.last.isAfter(since) || known.last.isEmpty());
            begin(known.last, isSure ? STALE : isMissing ? MISSING : 0);
        }
        return isSure ? last : Lease.UNKNOWN;
    }

    /** Begins a reading, unless one runs or the last one is not as old as that. */
    private void begin(Reading last, long age) {
        long pause = Math.max(age, Math.max(PAUSE, SHARE * (last.endedAt - last.beganAt)));
        if (isRunning || last != Reading.NONE && clock.nanos() - last.endedAt < pause) {
            return;
        }
        isRunning = true;
        try {
            executor.execute(this::read);
        } catch (RuntimeException | LinkageError | VirtualMachineError noThread) {
            // No memory, no stack, or no class or permission for a thread. As if it had found nothing: it is not tried
            // again at once.
            finished(clock.nanos(), Collections.emptyMap());
        }
    }

    private void read() {
        long beganAt = clock.nanos();
        Map<Integer, Boolean> lent = Collections.emptyMap();
        try {
            lent = pools.get();
        } catch (RuntimeException | LinkageError | VirtualMachineError unreadable) {
            // Nothing is known of these connections, as of those of any other library.
        } finally {
            finished(beganAt, lent);
        }
    }

    private void finished(long beganAt, Map<Integer, Boolean> lent) {
        readings = new Readings(new Reading(beganAt, clock.nanos(), lent), readings.last);
        isRunning = false;
    }

    /** The last two. Immutable. */
    private static final class Readings {
        final Reading last;
        final Reading before;

        Readings(Reading last, Reading before) {
            this.last = last;
            this.before = before;
        }
    }

    /** Immutable. */
    private static final class Reading {
        static final Reading NONE = new Reading(0, 0, Collections.emptyMap());

        final long beganAt;
        final long endedAt;
        private final Map<Integer, Boolean> lent;

        Reading(long beganAt, long endedAt, Map<Integer, Boolean> lent) {
            this.beganAt = beganAt;
            this.endedAt = endedAt;
            this.lent = lent;
        }

        /** Whether it found no pool that has a connection. */
        boolean isEmpty() {
            return lent.isEmpty();
        }

        boolean isAfter(long since) {
            return this != NONE && beganAt - since > 0;
        }

        /** As this reading shows it; a descriptor that was open before has not changed its number. */
        Lease leaseOf(TrackedSocket c, long since) {
            Boolean isLent = isAfter(since) ? lent.get(c.descriptor()) : null;
            return isLent == null ? Lease.UNKNOWN : isLent ? Lease.LENT : Lease.IDLE;
        }
    }
}
