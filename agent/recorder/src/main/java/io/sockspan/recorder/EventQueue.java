package io.sockspan.recorder;

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
    private final AtomicReferenceArray<SocketEvent> places;
    private final int mask;
    private final int wakeMask;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile Thread consumer;

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

    /** The oldest event, or null if there is none. One thread only. */
    SocketEvent poll() {
        long place = taken.get();
        int index = (int) place & mask;
        SocketEvent event = places.get(index);
        if (event != null) {
            places.lazySet(index, null);
            taken.lazySet(place + 1);
        }
        return event;
    }

    /** Whether a quarter of the places is taken. */
    boolean isFilling() {
        return claimed.get() - taken.get() > mask / 4;
    }

    void setConsumer(Thread thread) {
        consumer = thread;
    }
}
