package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;

class EveryApiIT {
    private static final Set<State> LAST = Set.of(State.TCP_TIME_WAIT, State.TCP_CLOSE);

    /** What the application says it made: the ports of both ends. */
    private record Made(String way, int clientPort, int serverPort) {
        static Made parse(String line) {
            String[] words = line.split(" ");
            return new Made(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }

        boolean isClientEnd(Connection connection) {
            return connection.localPort() == clientPort && connection.remotePort() == serverPort;
        }

        boolean isServerEnd(Connection connection) {
            return connection.localPort() == serverPort && connection.remotePort() == clientPort;
        }
    }

    @ForEachJdk
    void countsEachConnectionOnceOnEitherSide(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).isolated().agent().app("EveryApi").start()) {
            jvm.awaitDone();
            Awaitility.await("all have ended, and the last of their states is known")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isOver(jvm.report()));
            AgentReport report = jvm.finish();
            List<Made> made = jvm.said("connection").stream().map(Made::parse).toList();

            for (Made one : made) {
                assertThat(report.connections("client").filter(one::isClientEnd))
                        .as(one + ", client")
                        .singleElement()
                        .satisfies(client -> assertEnded(one, client, "local"));
                assertThat(report.connections("server").filter(one::isServerEnd))
                        .as(one + ", server")
                        .singleElement()
                        .satisfies(server -> assertEnded(one, server, "remote"));
            }
            assertThat(report.connections("client")).as("no others").hasSameSizeAs(made);
            assertThat(report.connections("server")).as("no others").hasSameSizeAs(made);
            assertThat(report.connections("unconnected"))
                    .as("neither UDP nor Unix-domain sockets")
                    .isEmpty();
            assertThat(report.connections("listener").count()).isGreaterThanOrEqualTo(listeners(made));
            assertThat(report.socketsSeen())
                    .as("each counted once")
                    .isEqualTo(2L * made.size() + report.connections("listener").count());
            assertThat(report.eventsDropped()).isZero();
            assertThat(jvm.said("without"))
                    .as("what this JDK has not")
                    .hasSize((jdk.version() < 21 ? 1 : 0) + (jdk.version() < 16 ? 1 : 0));
        }
    }

    private static boolean isOver(AgentReport report) {
        return report.open().isEmpty()
                && report.ended().stream()
                        .filter(ended -> !ended.is("listener"))
                        .allMatch(ended -> LAST.contains(ended.tcpState()));
    }

    private static long listeners(List<Made> made) {
        return made.stream().map(Made::serverPort).distinct().count();
    }

    private static void assertEnded(Made made, Connection connection, String closedBy) {
        assertThat(connection.tcpState()).isIn(LAST);
        assertThat(connection.errorType()).isNull();
        // Over TLS the peer's last record may come to a closed socket, which answers with a reset.
        if (!made.way().contains("tls")) {
            assertThat(connection.closedBy()).isEqualTo(closedBy);
        }
    }
}
