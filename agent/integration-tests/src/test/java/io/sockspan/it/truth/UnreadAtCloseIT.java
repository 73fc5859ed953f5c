package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.Transition;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Whether a close behind the peer's FIN sends a reset or a FIN is known when it is called. */
class UnreadAtCloseIT {
    private static final int WAYS = 3;

    @ForEachJdk
    void knowsWhetherBytesAreUnreadBehindThePeersFin(Jdk jdk) {
        assumeTrue(jdk.version() < 17, "the close of this JDK shuts the connection down first");
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent("sweep.interval=100ms")
                .app("UnreadAtClose")
                .start()
                .awaitDone()) {
            Awaitility.await("all peers' FINs are here")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> clients(jvm.report()).stream().allMatch(c -> c.tcpState() == State.TCP_CLOSE_WAIT));
            jvm.ask("close", "^app: closed$");
            AgentReport report = jvm.finish();

            List<String> unread = jvm.said("unread");
            List<String> drained = jvm.said("drained");
            assertThat(unread).hasSize(WAYS);
            assertThat(drained).hasSize(WAYS);
            assertThat(jvm.said("saw"))
                    .as("what the kernel sent")
                    .containsAll(unread.stream().map(port -> port + " reset").toList())
                    .containsAll(drained.stream().map(port -> port + " end").toList());
            for (Connection client : clients(report)) {
                if (unread.contains(String.valueOf(client.localPort()))) {
                    assertReset(client);
                } else {
                    assertFin(client);
                }
            }
        }
    }

    private static List<Connection> clients(AgentReport report) {
        List<Connection> clients = report.connections("client").toList();
        assertThat(clients).hasSize(2 * WAYS);
        return clients;
    }

    private static void assertReset(Connection client) {
        assertThat(client.resetBy()).isEqualTo("local");
        assertThat(client.closeCall()).as("who reset it").isNotNull();
        assertThat(client.transitions()).extracting(Transition::toState).doesNotContain(State.TCP_LAST_ACK);
        assertThat(client.transitions()).last().satisfies(end -> {
            assertThat(end.toState()).isEqualTo(State.TCP_CLOSE);
            assertThat(end.evidence()).isEqualTo("call");
        });
    }

    private static void assertFin(Connection client) {
        assertThat(client.closedBy()).isEqualTo("remote");
        assertThat(client.resetBy()).isNull();
        assertThat(client.transitions())
                .filteredOn(transition -> transition.toState() == State.TCP_LAST_ACK)
                .singleElement()
                .satisfies(fin -> assertThat(fin.evidence()).isEqualTo("call"));
    }
}
