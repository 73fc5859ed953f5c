package io.sockspan.control;

import io.sockspan.leak.LeakDetector;
import io.sockspan.report.JsonReport;
import io.sockspan.report.TextReport;
import io.sockspan.track.Tracker;

/** Renders what is known at this moment. For the agent's thread. */
final class Reports {
    private final Tracker tracker;
    private final LeakDetector detector;
    private final String application;

    Reports(Tracker tracker, LeakDetector detector, String application) {
        this.tracker = tracker;
        this.detector = detector;
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
}
