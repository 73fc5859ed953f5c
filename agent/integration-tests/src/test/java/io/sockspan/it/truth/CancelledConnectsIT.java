package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import org.awaitility.Awaitility;

/** Connects that another thread cancels by closing the socket: whatever the order, nothing stays open and nothing leaks. */
class CancelledConnectsIT {
    private static final int LOOKS = 20;
    private static final int CONNECTS_A_LOOK = 1_200;
    private static final String SHORT = "leak.never_connected=1s;leak.close_wait=1s;leak.unread=1s;leak.connecting=1s;"
            + "leak.half_closed=1s;leak.unreleased=1s;leak.backlog=1s";

    @ForEachJdk
    void leaveNothingOpenAndNoLeak(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent(SHORT)
                .app("CancelledConnects", Integer.toString(CONNECTS_A_LOOK))
                .start()) {
            jvm.awaitDone();
            long cancelled = 0;
            for (int look = 1; look <= LOOKS; look++) {
                Matcher round = jvm.ask("round", "cancelled (\\d+) descriptors (\\d+)");
                cancelled += Long.parseLong(round.group(1));
                List<Connection> open = jvm.report().open();
                assertThat(open.size())
                        .as("open at look %d: %s", look, open)
                        .isLessThanOrEqualTo(Integer.parseInt(round.group(2)));
            }
            assertThat(cancelled).as("connects that were cancelled").isPositive();

            jvm.ask("collect", "collected");
            Awaitility.await("only the listener is open")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> jvm.report().open().stream()
                            .map(Connection::role)
                            .toList()
                            .equals(List.of("listener")));
            AgentReport report = jvm.finish();
            assertThat(report.suspects()).as("suspects").isEmpty();
            assertThat(report.hookFailures()).isZero();
        }
    }
}
