package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.Suspect;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

class CloseRacesIT {
    @ForEachJdk
    void changesNoOutcomeAndLosesNoSocket(Jdk jdk) {
        List<String> outcomes = outcomesWithoutAgent(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent("history=100000")
                .app("CloseRaces")
                .start()) {
            jvm.awaitDone();
            assertThat(jvm.said("outcome")).isEqualTo(outcomes);
            int droppedSocket = Integer.parseInt(jvm.said("dropped-socket").get(0));
            int droppedChannel = Integer.parseInt(jvm.said("dropped-channel").get(0));

            Awaitility.await("only the dropped channel is open")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> jvm.report().open().stream()
                            .map(Connection::localPort)
                            .toList()
                            .equals(List.of(droppedChannel)));
            Awaitility.await("both dropped ones are leaks")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> jvm.report()
                                    .suspects("dropped")
                                    .mapToLong(Suspect::total)
                                    .sum()
                            == 2);

            AgentReport report = jvm.finish();
            // The kernel may have given the same port to a connection to another peer.
            assertThat(report.ended().stream().filter(ended -> ended.localPort() == droppedSocket))
                    .extracting(Connection::closedBy)
                    .containsOnlyOnce("gc");
            assertThat(report.eventsDropped()).isZero();
        }
    }

    private static List<String> outcomesWithoutAgent(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).isolated().app("CloseRaces").start()) {
            jvm.finish();
            return jvm.said("outcome");
        }
    }
}
