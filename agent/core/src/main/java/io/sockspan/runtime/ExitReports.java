package io.sockspan.runtime;

import io.sockspan.command.Reports;
import io.sockspan.command.View;
import io.sockspan.config.ExitReport;
import io.sockspan.config.Options;
import io.sockspan.config.Settings;
import java.time.Duration;
import java.util.Optional;

/** Writes the reports that the options {@code exit.report} and {@code report.file} request when the JVM exits. */
final class ExitReports {
    private final Settings settings;
    private final Reports reports;
    private final ThreadGroup threads;
    private final Console console;
    private Optional<ReportFile> file = Optional.empty();

    ExitReports(Settings settings, Reports reports, ThreadGroup threads, Console console) {
        this.settings = settings;
        this.reports = reports;
        this.threads = threads;
        this.console = console;
    }

    /** Whether the exit waits for a report, even if no socket was ever opened. */
    static boolean areWanted(Settings settings) {
        return settings.get(Options.EXIT_REPORT) != ExitReport.OFF
                || settings.get(Options.REPORT_FILE).isPresent();
    }

    /** Prints the report on stderr, if requested. */
    void print() {
        switch (settings.get(Options.EXIT_REPORT)) {
            case TEXT:
                console.report(reports.text());
                break;
            case JSON:
                console.report(reports.json());
                break;
            default:
        }
    }

    /** Begins to write the HTML file, if requested. */
    void beginFile() {
        file = settings.get(Options.REPORT_FILE).map(target -> {
            View view = reports.view();
            ReportFile writing =
                    new ReportFile(threads, target, view.snapshot, view.suspects, view.application, console);
            writing.start();
            return writing;
        });
    }

    /** Waits until the HTML file is written, or reports that it takes too long. */
    void awaitFile(Duration limit) {
        file.ifPresent(writing -> writing.await(limit));
    }
}
