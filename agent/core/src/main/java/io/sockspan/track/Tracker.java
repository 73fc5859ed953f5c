package io.sockspan.track;

import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcNetTcp;
import io.sockspan.recorder.Recorder;
import io.sockspan.recorder.SocketEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Knows all sockets of the JVM: drains the recorder's events, sweeps the kernel's states, follows connections after their close, and
 * tells its observers. Everything here happens on the agent's thread.
 */
public final class Tracker {
    /** A sweep may take one part in this many of the time. */
    private static final int SHARE = 100;

    private final Clock clock;
    private final KernelProbe kernel;
    private final Sockets sockets;
    private final AfterClose afterClose;
    private final EventHandler events;
    private final Sweep sweep;
    private final long sweepInterval;

    private long nextSweep = Long.MIN_VALUE;
    private long sweptAt = Long.MIN_VALUE;
    private long sweepDuration;

    public Tracker(
            TrackSettings settings, Clock clock, KernelProbe kernel, Proc proc, List<ConnectionObserver> observers) {
        this.clock = clock;
        this.kernel = kernel;
        this.sweepInterval = settings.sweepInterval;
        this.sockets = new Sockets(
                settings.openLimit, settings.history, new CallStacks(settings.stackDepth), new ArrayList<>(observers));
        this.afterClose = new AfterClose(new ProcNetTcp(proc, clock::nanos), clock, sockets);
        this.events = new EventHandler(sockets, kernel, afterClose);
        this.sweep = new Sweep(sockets, kernel, clock, events, settings.watchesTransfers);
    }

    /** Takes in everything that hooks have told. */
    public void drain() {
        for (SocketEvent event; (event = Recorder.poll()) != null; ) {
            events.handle(event);
        }
    }

    /**
     * Sweeps if it is time to. Between sweeps it follows what was closed: the sooner the kernel's table is read after a close, the
     * closer it tells when the connection was over.
     *
     * @return whether it did
     */
    public boolean sweepIfDue() {
        if (nextSweep != Long.MIN_VALUE && clock.nanos() - nextSweep < 0) {
            afterClose.lookIfDue();
            return false;
        }
        sweep();
        return true;
    }

    /** Sweeps now. */
    public void sweep() {
        sweepDescriptors();
        afterClose.lookIfDue();
    }

    /** Sweeps, and reads the kernel's table too even if it was read just now: somebody asks, or it is the last time. */
    public void sweepThoroughly() {
        sweepDescriptors();
        afterClose.look();
    }

    private void sweepDescriptors() {
        long began = clock.nanos();
        afterClose.watch(sweep.run());
        sweptAt = clock.nanos();
        // A sweep that a busy machine interrupts takes long and costs little: the quicker one of two tells what it
        // costs.
        long cost = Math.min(sweptAt - began, sweepDuration);
        sweepDuration = sweptAt - began;
        nextSweep = began + Math.max(sweepInterval, SHARE * cost);
    }

    /** Lets go of what is followed after its close. For the end of the agent. */
    public void finish() {
        afterClose.stopAll();
    }

    /** The open sockets, in the order in which they were seen. */
    public List<Connection> open() {
        return sockets.open();
    }

    /** The open sockets and those that are followed after their close. */
    public Iterable<Connection> followed() {
        return sockets.followed();
    }

    /** How long the last sweep took, in nanoseconds. */
    public long sweepDuration() {
        return sweepDuration;
    }

    public Snapshot snapshot() {
        List<ConnectionSnapshot> open = new ArrayList<>();
        List<ConnectionSnapshot> ended = new ArrayList<>(sockets.ended());
        for (Connection c : sockets.followed()) {
            (c.isOpen() ? open : ended).add(c.snapshot());
        }
        ended.sort(Comparator.comparingLong(c -> c.id));
        return new Snapshot(
                clock.nanos(),
                sweptAt,
                kernel.isReadable(),
                clock,
                Collections.unmodifiableList(open),
                Collections.unmodifiableList(ended),
                Recorder.seen(),
                Recorder.dropped() + sockets.refused(),
                Recorder.hookFailures(),
                Recorder.stacksSkipped());
    }
}
