package io.sockspan.bootstrap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Many producers, one consumer, bounded, without locks: a producer never waits, and is refused when the queue is full.
 *
 * <p>A producer claims a place by advancing {@link #claimed} and then fills it; the consumer empties a place before it advances
 * {@link #taken}, so a claimed place is always empty.
 */
final class EventQueue {
    /** How long a claimed place may stay empty before nobody is expected to fill it any more. */
    private static final long ABANDONED = TimeUnit.SECONDS.toNanos(10);

    private final AtomicReferenceArray<SocketEvent> places;
    private final int mask;
    private final int wakeMask;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile Thread consumer;
    /** Up to where places are known to be claimed, so that not every poll reads what producers write. The consumer's own. */
    private long knownClaimed;
    /** Since when the consumer has waited for the oldest place to be filled; 0 if it does not. The consumer's own. */
    private long waitsSince;

    /** A queue for at least that many events; the capacity is the next power of two. */
    EventQueue(int capacity) {
        int size = Integer.highestOneBit(Math.max(4, capacity) - 1) << 1;
        this.places = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
        this.wakeMask = size / 4 - 1;
    }

    /** False if the queue is full. */
    boolean offer(SocketEvent event) {
        long place;
        do {
            place = claimed.get();
            if (place - taken.get() > mask) {
                return false;
            }
        } while (!claimed.compareAndSet(place, place + 1));
        places.lazySet((int) place & mask, event);
        if ((place & wakeMask) == 0) {
            // The consumer comes by itself often enough; a wake-up costs a system call, so it is sent only where many
            // events have piled up since the last one.
            LockSupport.unpark(consumer);
        }
        return true;
    }

    /** The oldest event, or null if there is none or it is just being put in. One thread only. */
    SocketEvent pollReady() {
        long place = taken.get();
        if (place == knownClaimed) {
            knownClaimed = claimed.get();
            if (place == knownClaimed) {
                return null;
            }
        }
        int index = (int) place & mask;
        SocketEvent event = places.get(index);
        if (event != null) {
            waitsSince = 0;
            places.lazySet(index, null);
            taken.lazySet(place + 1);
        }
        return event;
    }

    /**
     * The oldest event, or null if there is none. Passes over a place that nobody will fill. One thread only.
     *
     * @param now {@link System#nanoTime()}
     */
    SocketEvent poll(long now) {
        SocketEvent event = pollReady();
        if (event != null || taken.get() == claimed.get() || !isAbandoned(now)) {
            return event;
        }
        waitsSince = 0;
        places.lazySet((int) taken.get() & mask, null);
        taken.lazySet(taken.get() + 1);
        return poll(now);
    }

    /**
     * A producer fills its place a few nanoseconds after it has claimed it, or when it runs again. It never does if its stack
     * overflowed in between (or, on old JDKs, the application stopped its thread); the queue must not stand still for that.
     */
    private boolean isAbandoned(long now) {
        if (waitsSince == 0) {
            waitsSince = now == 0 ? 1 : now;
        }
        return now - waitsSince > ABANDONED;
    }

    /** How many events wait, those included that are just being put in. */
    int size() {
        return (int) (claimed.get() - taken.get());
    }

    /** Whether a quarter of the places is taken. */
    boolean isFilling() {
        return claimed.get() - taken.get() > mask / 4;
    }

    void setConsumer(Thread thread) {
        consumer = thread;
    }
}
