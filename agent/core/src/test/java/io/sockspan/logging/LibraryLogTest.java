package io.sockspan.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LibraryLogTest {
    private final List<String> lines = new ArrayList<>();

    @AfterEach
    void silence() {
        LibraryLog.reportTo(null);
    }

    @Test
    void hearsEachLoggerOnceInTenMinutes() {
        long[] now = {0};
        LibraryLog log = new LibraryLog(() -> now[0]);
        log.listen(lines::add);
        log.hear("a.b.Queue", "full\nwith details");
        log.hear("a.b.Queue", "still full");
        log.hear("a.b.Other", "odd");
        now[0] += TimeUnit.MINUTES.toNanos(10);
        log.hear("a.b.Queue", "full again");

        assertThat(lines).containsExactly("Queue: full", "Other: odd", "Queue: full again");
    }

    @Test
    void doesNotHearTheMutedOnes() {
        LibraryLog log = new LibraryLog(() -> 0);
        log.listen(lines::add, "a.export.");
        log.hear("a.export.Http", "failed");

        assertThat(lines).isEmpty();
    }

    @Test
    void passesProblemsOnAndNothingElse() {
        LibraryLog.reportTo(lines::add);
        Logger logger = Logger.getLogger("a.Exporter");
        logger.info("hello");
        logger.fine("hello");
        logger.log(Level.INFO, "hello {0}", "you");
        assertThat(lines).isEmpty();
        assertThat(logger.isLoggable(Level.FINE)).isFalse();

        logger.log(Level.WARNING, "{0} of {1} lost", new Object[] {3, 4});
        Logger.getLogger("b.Other").log(Level.SEVERE, "broken", new IllegalStateException("why"));
        assertThat(lines)
                .containsExactly("Exporter: 3 of 4 lost", "Other: broken: java.lang.IllegalStateException: why");
    }
}
