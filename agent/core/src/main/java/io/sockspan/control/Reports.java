package io.sockspan.control;

import io.sockspan.leak.LeakDetector;
import io.sockspan.report.JsonReport;
import io.sockspan.report.TextReport;
import io.sockspan.report.TransitionText;
import io.sockspan.track.Clock;
import io.sockspan.track.Tracker;
import java.time.ZoneId;

/** Renders what is known at this moment. For the agent's thread. */
final class Reports {
    private final Tracker tracker;
    private final LeakDetector detector;
    private final Changes changes;
    private final Clock clock;
    private final String application;

    Reports(Tracker tracker, LeakDetector detector, Changes changes, Clock clock, String application) {
        this.tracker = tracker;
        this.detector = detector;
        this.changes = changes;
        this.clock = clock;
        this.application = application;
    }

    String text() {
        return new TextReport(application).full(tracker.snapshot(), detector.suspects());
    }

    String json() {
        return JsonReport.render(tracker.snapshot(), detector.suspects(), false);
    }

    View view() {
        return new View(application, tracker.snapshot(), detector.suspects());
    }

    /** The changes of state since an earlier call; see {@link Changes#since}. */
    String changes(long from, int width) {
        return changes.since(from, new TransitionText(clock, ZoneId.systemDefault(), width), clock.nanos());
    }
}
