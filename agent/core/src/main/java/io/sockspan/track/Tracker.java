package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.kernel.Proc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Knows all sockets of the JVM: drains the recorder's events, sweeps the kernel's states, follows connections after their close, and
 * tells its observers. Everything here happens on the agent's thread.
 */
public final class Tracker {
    /** A sweep may take one part in this many of the time. */
    private static final int SHARE = 100;
    /** What takes longer was held up by others: the whole machine may have stood still. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);
    /** The cheapest of this many sweeps tells what one costs: a busy machine makes any of them take long. */
    private static final int COMPARED = 4;
    /** How often the processor is offered to a thread that is just putting an event in. */
    private static final int YIELDS = 1_000;

    private final Clock clock;
    private final Recording recording;
    private final TrackingContext context;
    private final SocketRegistry registry;
    private final AfterCloseFollower afterClose;
    private final EventHandler events;
    private final Adoption adoption;
    private final Sweep sweep;
    private final long sweepInterval;

    private long nextSweep = Long.MIN_VALUE;
    private long drainedAt = Long.MIN_VALUE;
    private long sweptAt = Long.MIN_VALUE;
    private long sweepDuration;
    /** What the latest sweeps took with their judgements, in nanoseconds. Zeros at first: the first one loads many classes. */
    private final long[] costs = new long[COMPARED];

    private int sweeps;
    private long lostEvents;

    /** @param recording of this start of the agent; nobody else polls it */
    public Tracker(
            TrackSettings settings,
            Clock clock,
            Recording recording,
            KernelProbe kernel,
            Proc proc,
            List<SocketObserver> observers) {
        this.clock = clock;
        this.recording = recording;
        this.sweepInterval = settings.sweepInterval;
        this.context = new TrackingContext(settings, clock, recording, kernel, proc, observers);
        this.registry = context.registry;
        this.afterClose = context.afterClose;
        this.events = new EventHandler(registry);
        this.adoption = new Adoption(context, clock, proc);
        this.sweep = new Sweep(context, clock, events);
    }

    /**
     * Takes in the sockets that are open and that no hook has recorded. Before the agent has connections of its own, which would be taken for the
     * application's.
     */
    public void adopt() {
        adoption.run();
    }

    /** Takes in everything that hooks have told so far. What they tell meanwhile is for the next time, or this would not end. */
    public void drain() {
        drainedAt = clock.nanos();
        for (int left = recording.waiting(); left > 0; left--) {
            SocketEvent event = recording.poll();
            for (int i = 0; event == null && i < YIELDS; i++) {
                Thread.yield();
                event = recording.poll();
            }
            if (event == null) {
                return;
            }
            boolean handled = false;
            try {
                handle(event);
                handled = true;
            } finally {
                lostEvents += handled ? 0 : 1;
            }
        }
    }

    void handle(SocketEvent event) {
        events.handle(event);
    }

    void discovered(SocketRecord record) {
        events.discovered(record);
    }

    /**
     * Sweeps if it is time to. Between sweeps it follows what was closed: the sooner the kernel's table is read after a close, the
     * closer it tells when the connection was over.
     *
     * @param judge looks at what the sweep has found; counts into the time that sweeps may take
     */
    public void sweepIfDue(Runnable judge) {
        if (nextSweep == Long.MIN_VALUE || clock.nanos() - nextSweep >= 0) {
            sweep(judge, false);
        } else {
            afterClose.readIfDue();
        }
    }

    /** Sweeps and asks the kernel's table now, whether or not it is time to: for somebody who asks what is known. */
    public void sweep(Runnable judge) {
        sweep(judge, true);
    }

    /** The same without the kernel's table, which takes long to read on a machine with many connections. */
    public void sweepQuickly(Runnable judge) {
        sweep(judge, false);
    }

    private void sweep(Runnable judge, boolean tableToo) {
        long began = clock.nanos();
        adoption.check();
        adoption.compareIfDue();
        afterClose.watch(sweep.run(drainedAt));
        sweptAt = clock.nanos();
        sweepDuration = sweptAt - began;
        // Keeps to a share of the time of its own.
        if (tableToo) {
            afterClose.readNow();
        } else {
            afterClose.readIfDue();
        }
        long judging = clock.nanos();
        judge.run();
        costs[sweeps++ % COMPARED] = sweepDuration + clock.nanos() - judging;
        nextSweep = began + Math.max(sweepInterval, SHARE * Math.min(LONGEST, cost()));
    }

    private long cost() {
        long least = costs[0];
        for (long cost : costs) {
            least = Math.min(least, cost);
        }
        return least;
    }

    /** Lets go of what is followed after its close. For the end of the agent. */
    public void finish() {
        afterClose.stopAll();
    }

    /** The open sockets, in the order in which they were seen. */
    public List<TrackedSocket> open() {
        return registry.open();
    }

    /** The open sockets and those that are followed after their close. */
    public Iterable<TrackedSocket> followed() {
        return registry.followed();
    }

    /** The sockets that were closed here and live on in another process, which has their descriptor. */
    public List<TrackedSocket> inherited() {
        return afterClose.inherited();
    }

    /** Whether this system's kernel tells the states of sockets, as far as that is known by now. */
    public boolean isKernelReadable() {
        return context.kernel.isReadable();
    }

    /** How long the last sweep took, in nanoseconds. */
    public long sweepDuration() {
        return sweepDuration;
    }

    /** What is missing in all that is told: events that the full queue refused or that an error kept from being taken in, and sockets beyond the limit. */
    public long dropped() {
        return recording.dropped() + registry.refused() + lostEvents;
    }

    /**
     * Whether a socket that was opened after the one with that id is open now, as far as the recorder knows. What was adopted is older
     * than the agent. For all threads.
     */
    public boolean isAnyOpenAfter(long id) {
        for (int number = recording.openLimit() - 1; number >= 0; number--) {
            SocketRecord record = recording.open(number);
            if (record != null && record.id > id && !record.is(SocketRecord.ADOPTED)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The sockets that were opened after the one with that id, in that order, without those that the history has forgotten; see
     * {@link #lastForgotten()}. What was adopted is older than the agent and not in it.
     */
    public List<SocketSnapshot> openedAfter(long id) {
        List<SocketSnapshot> seen = new ArrayList<>();
        for (TrackedSocket connection : registry.ended()) {
            if (connection.id() > id && !connection.adopted()) {
                seen.add(connection.snapshot());
            }
        }
        for (TrackedSocket connection : registry.followed()) {
            if (connection.id() > id && !connection.adopted()) {
                seen.add(connection.snapshot());
            }
        }
        seen.sort(Comparator.comparingLong(socket -> socket.id));
        return seen;
    }

    /** Forgets the ended sockets, to free memory. Allocates nothing. */
    public void forgetEnded() {
        registry.forgetEnded();
    }

    /** The highest id of an ended socket that the history had no room for; 0 if it has all. */
    public long lastForgotten() {
        return registry.lastForgotten();
    }

    /** Turns the times of what this tells into wall-clock times. */
    public Clock clock() {
        return clock;
    }

    public Snapshot snapshot() {
        List<SocketSnapshot> open = new ArrayList<>();
        List<SocketSnapshot> ended = new ArrayList<>();
        for (TrackedSocket c : registry.ended()) {
            ended.add(c.snapshot());
        }
        for (TrackedSocket c : registry.followed()) {
            (c.isOpen() ? open : ended).add(c.snapshot());
        }
        ended.sort(Comparator.comparingLong(c -> c.id));
        return new Snapshot(
                clock.nanos(),
                sweptAt,
                context.kernel.isReadable(),
                clock,
                Collections.unmodifiableList(open),
                Collections.unmodifiableList(ended),
                recording.seen(),
                dropped(),
                recording.hookFailures(),
                recording.stacksSkipped(),
                afterClose.unfollowed(),
                recording.closeObservationsSkipped());
    }
}
