package io.sockspan.bootstrap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded, lock-free queue with many producers and one consumer. A producer never waits; a full queue refuses its event.
 *
 * <p>A producer claims a slot by advancing {@link #claimed} and then fills it. The consumer empties a slot before it advances
 * {@link #taken}, so a claimed slot is always empty.
 */
final class EventQueue {
    /** The time after which a claimed slot that is still empty counts as abandoned, in nanoseconds. */
    private static final long ABANDONED = TimeUnit.SECONDS.toNanos(10);

    private final AtomicReferenceArray<SocketEvent> slots;
    private final int mask;
    private final int wakeMask;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile Thread consumer;
    /** Whether the consumer polls so rarely that it wants to be woken up by the next event. */
    private volatile boolean resting;
    /** A cached value of {@link #claimed}, so that not every poll reads a field that producers write. Only the consumer uses it. */
    private long knownClaimed;
    /** Since when the consumer has waited for the oldest slot to be filled; 0 if it does not wait. Only the consumer uses it. */
    private long waitsSince;

    /** Creates a queue for at least that many events; the capacity is the next power of two. */
    EventQueue(int capacity) {
        int size = Integer.highestOneBit(Math.max(4, capacity) - 1) << 1;
        this.slots = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
        this.wakeMask = size / 4 - 1;
    }

    /** False if the queue is full. */
    boolean offer(SocketEvent event) {
        long slot;
        do {
            slot = claimed.get();
            if (slot - taken.get() > mask) {
                return false;
            }
        } while (!claimed.compareAndSet(slot, slot + 1));
        slots.lazySet((int) slot & mask, event);
        if ((slot & wakeMask) == 0 || resting) {
            // The consumer polls often enough by itself. A wake-up costs a system call, so it is sent only after many
            // events, or after seconds without one.
            resting = false;
            LockSupport.unpark(consumer);
        }
        return true;
    }

    /** The oldest event; null if there is none or its producer has not filled the slot yet. For the consumer only. */
    SocketEvent pollReady() {
        long slot = taken.get();
        if (slot == knownClaimed) {
            knownClaimed = claimed.get();
            if (slot == knownClaimed) {
                return null;
            }
        }
        int index = (int) slot & mask;
        SocketEvent event = slots.get(index);
        if (event != null) {
            waitsSince = 0;
            slots.lazySet(index, null);
            taken.lazySet(slot + 1);
        }
        return event;
    }

    /**
     * The oldest event; null if there is none. Skips an abandoned slot. For the consumer only.
     *
     * @param now {@link System#nanoTime()}
     */
    SocketEvent poll(long now) {
        SocketEvent event = pollReady();
        if (event != null || taken.get() == claimed.get() || !isAbandoned(now)) {
            return event;
        }
        waitsSince = 0;
        slots.lazySet((int) taken.get() & mask, null);
        taken.lazySet(taken.get() + 1);
        return poll(now);
    }

    /**
     * A producer fills its slot a few nanoseconds after it claimed it, or when its thread is scheduled again. It never does if its stack
     * overflowed in between, or if the application stopped its thread on an old JDK. That must not block the queue.
     */
    private boolean isAbandoned(long now) {
        if (waitsSince == 0) {
            waitsSince = now == 0 ? 1 : now;
        }
        return now - waitsSince > ABANDONED;
    }

    /** The number of waiting events, including claimed slots that are not filled yet. */
    int size() {
        return (int) (claimed.get() - taken.get());
    }

    /** Whether more than a quarter of the slots is in use. */
    boolean isFilling() {
        return claimed.get() - taken.get() > mask / 4;
    }

    /** Wakes the consumer up if it rests. */
    void wakeResting() {
        if (resting) {
            resting = false;
            LockSupport.unpark(consumer);
        }
    }

    /** @param rests whether the next event is to wake the thread up, not only many */
    void setConsumer(Thread thread, boolean rests) {
        resting = rests;
        consumer = thread;
    }
}
