package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.NetworkNamespace;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Both ends of a connection close within microseconds. The agent learns of much of it later, from the kernel's table; it places that where
 * the kernel's own trace has it, and both ends agree on who closed first.
 */
class ClosingPairsIT {
    private static final int PAIRS = 40;
    private static final Set<State> LAST = EnumSet.of(State.TCP_TIME_WAIT, State.TCP_CLOSE);

    @ForEachJdk
    void placesTheStatesOfBothEndsWhereTheKernelHasThem(Jdk jdk) {
        Optional<KernelTrace> recording = KernelTrace.start(NetworkNamespace.ports());
        assumeTrue(
                recording.isPresent(), "needs root, and a kernel with tracefs that prints the fields of events (6.4)");
        try (KernelTrace trace = recording.get();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .isolatedWithOwnPorts()
                        .agent("history=10000")
                        .app("ClosingPairs", String.valueOf(PAIRS))
                        .start()) {
            jvm.awaitDone();
            outliveASweep(jvm);

            jvm.ask("close", "^app: closed " + 2 * PAIRS);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> allHaveEnded(jvm.report()));
            AgentReport report = jvm.report();
            List<KernelEvent> events = trace.stop();
            jvm.finish();

            assertThat(report.eventsDropped()).isZero();
            KernelComparison comparison = new KernelComparison(trace.stolen());
            comparison.add(jdk.toString(), report, events, jvm.pid());
            assertThat(comparison.compared()).isGreaterThanOrEqualTo(4 * PAIRS);
            assertThat(String.join("\n", comparison.untruths())).isEmpty();
            assertEndsAgree(report);
        }
    }

    /** Each report sweeps. */
    private static void outliveASweep(RunningJvm jvm) {
        for (int sweeps = 0; sweeps < 3; sweeps++) {
            assertThat(jvm.report().open()).hasSize(2 * PAIRS + 1);
        }
    }

    private static boolean allHaveEnded(AgentReport report) {
        return report.ended().size() == 4 * PAIRS
                && report.ended().stream().allMatch(ended -> LAST.contains(ended.tcpState()));
    }

    /** Where the FINs crossed, both ends closed first. The comparison with the kernel allows that to no others. */
    private static void assertEndsAgree(AgentReport report) {
        Map<Integer, Connection> servers =
                report.connections("server").collect(Collectors.toMap(Connection::remotePort, Function.identity()));
        assertThat(report.connections("client").filter(client -> client.closedBy() != null))
                .as("clients that say who closed")
                .isNotEmpty();
        assertThat(report.connections("client")
                        .filter(client -> "remote".equals(client.closedBy())
                                && "remote"
                                        .equals(servers.get(client.localPort()).closedBy())))
                .as("connections that nobody has closed first")
                .isEmpty();
    }
}
