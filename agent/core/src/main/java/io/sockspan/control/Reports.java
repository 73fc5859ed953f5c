package io.sockspan.control;

import io.sockspan.leak.LeakDetector;
import io.sockspan.report.JsonReport;
import io.sockspan.report.TextReport;
import io.sockspan.track.Tracker;

/** Renders what is known at this moment. For the agent's thread. */
final class Reports {
    private final Tracker tracker;
    private final LeakDetector detector;
    private final TextReport text;

    Reports(Tracker tracker, LeakDetector detector, String application) {
        this.tracker = tracker;
        this.detector = detector;
        this.text = new TextReport(application);
    }

    String text() {
        return text.full(tracker.snapshot(), detector.suspects());
    }

    String json() {
        return JsonReport.render(tracker.snapshot(), detector.suspects(), false);
    }
}
