package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.kernel.ConnectionTable;
import io.sockspan.kernel.DiagSocket;
import io.sockspan.kernel.Proc;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.time.Clock;
import io.sockspan.time.SweepPace;
import io.sockspan.watch.KernelWatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tracks all sockets of the JVM: it drains the recorder's events, sweeps the kernel's states, follows connections after their close, and
 * notifies its {@link SocketObserver}s. For the agent's thread.
 */
public final class Tracker {
    /** The most yields to a hook's thread that has not finished adding an event. */
    private static final int YIELDS = 1_000;

    /** How often what is followed after its close is looked at, at least, in nanoseconds. */
    private static final long AFTER_CLOSE = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private final Recording recording;
    private final TrackingContext context;
    private final SocketRegistry registry;
    private final AfterCloseFollower afterClose;
    private final EventHandler events;
    private final Adoption adoption;
    private final Watching watching;
    private final Sweep sweep;
    private final SweepPace pace;
    private final double processors;

    private long drainedAt;
    private long sweptAt = Long.MIN_VALUE;
    private long sweepDuration;
    private long lostEvents;

    /**
     * @param recording the recording of this start of the agent; the tracker is its only consumer
     * @param watch opens the watch of connections; called when the first one is to be watched
     */
    public Tracker(
            TrackSettings settings,
            Clock clock,
            Recording recording,
            KernelProbe kernel,
            Proc proc,
            Supplier<KernelWatch> watch,
            List<SocketObserver> observers) {
        this.clock = clock;
        this.drainedAt = clock.nanos();
        this.recording = recording;
        this.processors = settings.processors;
        this.pace = new SweepPace(settings.sweepInterval, settings.processors);
        this.context = new TrackingContext(settings, clock, recording, kernel, proc, observers);
        this.registry = context.registry;
        this.afterClose = context.afterClose;
        this.events = new EventHandler(registry);
        this.adoption = new Adoption(context, clock, proc);
        this.watching = new Watching(watch, context, clock);
        this.sweep = new Sweep(context, clock, events, watching);
    }

    /**
     * Adopts the open sockets that no hook has recorded. Call it before the agent opens connections of its own, which would otherwise count
     * as the application's.
     */
    public void adopt() {
        adoption.run();
    }

    /**
     * Adopts sockets that no hook has recorded for some time, such as those of native code, if a comparison is due. Every sweep does so;
     * call it while no sweep is made.
     */
    public void compareIfDue() {
        adoption.compareIfDue();
    }

    /** Handles the events that wait now. Events that arrive meanwhile are left for the next call, so that this one ends. */
    public void drain() {
        long began = clock.nanos();
        watching.take();
        int left = recording.waiting();
        int unhandled = drainHooks(left);
        watching.handleRest();
        pace.seen(began, recording.seen());
        if (watching.hasAnyChanged() || unhandled < left) {
            pace.changed(began);
        }
        drainedAt = unhandled == 0 ? began : drainedAt;
    }

    /** Up to when every event that was reported has been handled, {@link System#nanoTime()}; at first, the tracker's beginning. */
    public long drainedAt() {
        return drainedAt;
    }

    /** Handles that many events. Returns how many are left, because a hook's thread has not finished adding one. */
    private int drainHooks(int count) {
        for (int left = count; left > 0; left--) {
            SocketEvent event = recording.poll();
            for (int i = 0; event == null && i < YIELDS; i++) {
                Thread.yield();
                event = recording.poll();
            }
            if (event == null) {
                return left;
            }
            boolean handled = false;
            try {
                watching.handleBefore(event);
                handle(event);
                handled = true;
            } finally {
                lostEvents += handled ? 0 : 1;
            }
        }
        return 0;
    }

    void handle(SocketEvent event) {
        events.handle(event);
    }

    void discovered(SocketRecord record) {
        events.discovered(record);
    }

    /**
     * Sweeps if a sweep is due. Otherwise it follows closed connections: the sooner after a close {@code /proc/self/net/tcp} is read, the
     * more precise is the time of the connection's end.
     *
     * @param judge judges the results of the sweep; its time counts into that of the sweep
     */
    public void sweepIfDue(Runnable judge) {
        if (untilSweep() <= 0) {
            sweep(judge, false, false);
        } else {
            afterClose.readIfDue();
        }
    }

    /** Sweeps and reads {@code /proc/self/net/tcp} now, whether or not it is due. For requests for the present state. */
    public void sweep(Runnable judge) {
        sweep(judge, true, true);
    }

    /** As {@link #sweep(Runnable)}, without {@code /proc/self/net/tcp}, which takes long to read on a machine with many connections. */
    public void sweepQuickly(Runnable judge) {
        sweep(judge, true, false);
    }

    private void sweep(Runnable judge, boolean thoroughly, boolean tableToo) {
        long began = clock.nanos();
        long before = context.observers.published();
        adoption.sweep(thoroughly);
        List<TrackedSocket> unclear = sweep.run(drainedAt, thoroughly, !thoroughly && pace.isIdleForLong(began));
        afterClose.watch(unclear);
        pace.found(began, unclear.isEmpty());
        if (context.observers.published() != before) {
            pace.changed(began);
        }
        sweptAt = clock.nanos();
        sweepDuration = sweptAt - began;
        // The follower limits its own share of the time.
        if (tableToo) {
            afterClose.readNow();
        } else {
            afterClose.readIfDue();
        }
        long judging = clock.nanos();
        judge.run();
        pace.swept(began, sweepDuration + clock.nanos() - judging);
    }

    /** Whether nothing has changed for some seconds, and sweeps are a second apart or more. */
    public boolean isIdle() {
        return pace.isIdle(clock.nanos());
    }

    /** Whether that has been so for somewhat more than a minute. */
    public boolean isIdleForLong() {
        return pace.isIdleForLong(clock.nanos());
    }

    /** How long nothing is due here, in nanoseconds, if nothing happens. */
    public long untilDue() {
        return afterClose.isFollowing() ? Math.min(AFTER_CLOSE, untilSweep()) : untilSweep();
    }

    private long untilSweep() {
        return pace.untilDue(clock.nanos(), registry.followed().size(), watching.isActive());
    }

    /** Whether anything waits that is to be handled by {@link #drain}. */
    public boolean isAnythingWaiting() {
        return recording.waiting() > 0 || watching.isAnythingWaiting();
    }

    /** Allows look-ups in place of readings of the kernel's whole table; see {@link ConnectionTable#lookUpBy}. */
    public void lookUpBy(Supplier<DiagSocket> socket, Consumer<String> log) {
        context.table.lookUpBy(socket, log);
    }

    /** Why connections are not watched, or not all of them; null if they are, or if that is not wanted. */
    public String watchProblem() {
        return watching.problem();
    }

    /** Ends the watch of connections, which leaves nothing behind. */
    public void endWatch() {
        watching.close();
    }

    /** Ends the following of closed connections, and publishes the handshakes that are undecided as failed, when the agent ends. */
    public void finish() {
        afterClose.stopAll();
        registry.open().forEach(context.preparations::settle);
    }

    /** The open sockets in the order in which they were added. */
    public List<TrackedSocket> open() {
        return registry.open();
    }

    /** The open sockets and those that are followed after their close. */
    public Iterable<TrackedSocket> followed() {
        return registry.followed();
    }

    /** The sockets that were closed here and stay open in another process, which holds their descriptor. */
    public List<TrackedSocket> inherited() {
        return afterClose.inherited();
    }

    /** Whether this system allows reading the kernel's states, as far as known. */
    public boolean isKernelReadable() {
        return context.kernel.isReadable();
    }

    /** How long the last sweep took, in nanoseconds. */
    public long sweepDuration() {
        return sweepDuration;
    }

    /** The number of events that the full queue refused or whose handling failed, and of sockets beyond the limit. */
    public long dropped() {
        return recording.dropped() + registry.refused() + lostEvents;
    }

    /** Whether a socket that was opened after the one with that id, and not adopted, is open now. For all threads. */
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
     * The sockets that were opened after the one with that id, in the order of their ids. Sockets that the history has evicted are missing;
     * see {@link #lastForgotten()}. Adopted sockets are not included.
     */
    public List<SocketSnapshot> openedAfter(long id, boolean endedToo) {
        return registry.openedAfter(id, endedToo);
    }

    /** Clears the history of ended sockets, to free memory. Allocates nothing. */
    public void forgetEnded() {
        registry.forgetEnded();
    }

    /** The highest id of a socket that the history has evicted; 0 if none. */
    public long lastForgotten() {
        return registry.lastForgotten();
    }

    /** Converts the times of the tracked sockets to wall-clock times. */
    public Clock clock() {
        return clock;
    }

    /** See {@link AuxiliaryPlaces}. */
    public Map<String, Integer> auxiliaryByPlace() {
        return AuxiliaryPlaces.count(recording, registry);
    }

    public Snapshot snapshot() {
        return snapshot(TrackedSocket::snapshot, null);
    }

    /**
     * A snapshot for which the kernel is asked for all that it knows of each open connection, a microsecond each.
     *
     * @param problem why it cannot be asked for that, in a few words; null if it can
     */
    public Snapshot thoroughSnapshot(String problem) {
        return snapshot(this::thoroughSnapshot, problem);
    }

    private SocketSnapshot thoroughSnapshot(TrackedSocket socket) {
        TcpStatistics fresh = Readings.read(socket, context);
        return new SocketSnapshot(socket, fresh == null ? socket.statistics() : fresh);
    }

    private Snapshot snapshot(Function<TrackedSocket, SocketSnapshot> of, String withoutStatistics) {
        List<SocketSnapshot> open = new ArrayList<>();
        List<SocketSnapshot> ended = new ArrayList<>();
        for (TrackedSocket c : registry.ended()) {
            ended.add(c.snapshot());
        }
        for (TrackedSocket c : registry.followed()) {
            (c.isOpen() ? open : ended).add(of.apply(c));
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
                recording.closeObservationsSkipped(),
                recording.handshakesUnfollowed(),
                processors,
                withoutStatistics);
    }
}
