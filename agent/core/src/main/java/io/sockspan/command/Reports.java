package io.sockspan.command;

import io.sockspan.bootstrap.Recording;
import io.sockspan.leak.LeakDetector;
import io.sockspan.owners.Findings;
import io.sockspan.report.LeftOpenText;
import io.sockspan.report.SocketRecords;
import io.sockspan.report.TextReport;
import io.sockspan.report.TransitionText;
import io.sockspan.tcp.Role;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TrackedSocket;
import io.sockspan.track.Tracker;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings the tracker up to date and renders its sockets. For the agent's thread, or the thread that {@link Requests} lets take its place.
 */
public final class Reports {
    private final Recording recording;
    private final Tracker tracker;
    private final Runnable judge;
    private final LeakDetector detector;
    private final RecentTransitions changes;
    private final String application;
    private Runnable prepareDetails = () -> {};
    private Supplier<String> withoutDetails = () -> null;

    /** @param judge examines the result of a sweep */
    public Reports(
            Recording recording,
            Tracker tracker,
            Runnable judge,
            LeakDetector detector,
            RecentTransitions changes,
            String application) {
        this.recording = recording;
        this.tracker = tracker;
        this.judge = judge;
        this.detector = detector;
        this.changes = changes;
        this.application = application;
    }

    /**
     * Sets how to find out all that the kernel knows of a connection.
     *
     * @param prepare makes that possible; may take some 100 ms the first time
     * @param problem returns why it is not possible, null if it is
     */
    public void kernelDetails(Runnable prepare, Supplier<String> problem) {
        prepareDetails = prepare;
        withoutDetails = problem;
    }

    /** Processes the hooks' events, asks the kernel about every open socket, reads its table for every closed one, and reaches verdicts. */
    public void refresh() {
        tracker.drain();
        tracker.sweep(judge);
    }

    /** As {@link #refresh}, but without the kernel's table, which takes seconds to read if many connections are in TIME_WAIT. */
    public void refreshQuickly() {
        tracker.drain();
        tracker.sweepQuickly(judge);
    }

    /** Processes the events; asks the kernel only if a socket with a higher id than that is open. */
    void refreshAfter(long id, boolean tableToo) {
        tracker.drain();
        if (!tracker.isAnyOpenAfter(id)) {
            return;
        }
        if (tableToo) {
            tracker.sweep(judge);
        } else {
            tracker.sweepQuickly(judge);
        }
    }

    public String text() {
        return Answers.text(view());
    }

    public String json() {
        return Answers.json(view());
    }

    public View view() {
        dateFound();
        return new View(application, tracker.snapshot(), detector.suspects());
    }

    /** Finds out since when those connections are in CLOSE_WAIT that were found so, which makes a verdict possible at once. */
    private void dateFound() {
        boolean isAnyRead = false;
        boolean isPrepared = false;
        for (TrackedSocket socket : tracker.open()) {
            if (socket.isFoundInCloseWait() && socket.statistics() == null) {
                if (!isPrepared) {
                    prepareDetails.run();
                    isPrepared = true;
                }
                isAnyRead |= socket.readStatistics() != null;
            }
        }
        if (isAnyRead) {
            judge.run();
        }
    }

    /** As {@link #view}, with all that the kernel knows of each open connection. */
    View thoroughView() {
        dateFound();
        prepareDetails.run();
        return new View(application, tracker.thoroughSnapshot(withoutDetails.get()), detector.suspects());
    }

    /** See {@link SocketRecords}. */
    String after(long id) {
        return records().render(tracker.openedAfter(id, true));
    }

    /** The open client connections that pools have opened. */
    String pooled() {
        List<SocketSnapshot> sockets = tracker.openedAfter(0, false);
        sockets.removeIf(
                socket -> socket.role != Role.CLIENT || detector.pools().of(socket.openedBy) == null);
        return records().render(sockets);
    }

    private SocketRecords records() {
        return new SocketRecords(
                detector.pools(),
                tracker.isKernelReadable(),
                tracker.dropped(),
                recording.hookFailures(),
                tracker.lastForgotten());
    }

    /** Describes those of these sockets that are still kept, for the person who left them open; see {@link LeftOpenText}. */
    String leftOpen(Set<Long> ids, Findings findings, boolean canBeAllowed) {
        List<SocketSnapshot> sockets = tracker.openedAfter(Collections.min(ids) - 1, true);
        sockets.removeIf(socket -> !ids.contains(socket.id));
        return new LeftOpenText(TextReport.WIDTH, findings, canBeAllowed)
                .render(sockets, tracker.clock().nanos());
    }

    /** The transitions since an earlier call; see {@link RecentTransitions#since}. */
    String changes(long from, int width) {
        return changes.since(
                from,
                new TransitionText(tracker.clock(), ZoneId.systemDefault(), width),
                tracker.clock().nanos());
    }
}
