package io.sockspan.runtime;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.leak.LeakDetector;
import io.sockspan.report.JsonReport;
import io.sockspan.report.LeftOpenText;
import io.sockspan.report.SocketRecords;
import io.sockspan.report.TextReport;
import io.sockspan.report.TransitionText;
import io.sockspan.track.Clock;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.Tracker;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Renders what is known at this moment. For the agent's thread. */
final class Reports {
    private final Tracker tracker;
    private final LeakDetector detector;
    private final RecentTransitions changes;
    private final Clock clock;
    private final String application;

    Reports(Tracker tracker, LeakDetector detector, RecentTransitions changes, Clock clock, String application) {
        this.tracker = tracker;
        this.detector = detector;
        this.changes = changes;
        this.clock = clock;
        this.application = application;
    }

    String text() {
        return new TextReport(application).full(tracker.snapshot(), detector.suspects());
    }

    /** See {@link SocketRecords}. */
    String after(long id) {
        return new SocketRecords(
                        tracker.isKernelReadable(), tracker.dropped(), Recorder.hookFailures(), tracker.lastForgotten())
                .render(tracker.openedAfter(id));
    }

    /** Tells those of these sockets that are still known to a person who has left them open. */
    String leftOpen(Set<Long> ids) {
        List<SocketSnapshot> sockets = tracker.openedAfter(Collections.min(ids) - 1);
        sockets.removeIf(socket -> !ids.contains(socket.id));
        return new LeftOpenText(TextReport.WIDTH)
                .render(sockets, tracker.clock().nanos());
    }

    String json() {
        return JsonReport.render(tracker.snapshot(), detector.suspects(), false);
    }

    View view() {
        return new View(application, tracker.snapshot(), detector.suspects());
    }

    /** The changes of state since an earlier call; see {@link RecentTransitions#since}. */
    String changes(long from, int width) {
        return changes.since(from, new TransitionText(clock, ZoneId.systemDefault(), width), clock.nanos());
    }
}
