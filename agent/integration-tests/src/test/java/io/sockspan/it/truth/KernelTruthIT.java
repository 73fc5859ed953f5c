package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.NetworkNamespace;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;

/** What the agent tells of the demo's connections is what the kernel did; {@link LifeComparison} has the rules. */
class KernelTruthIT {
    private static final CallTimes CALLS = new CallTimes();

    private static final Set<State> LAST = Set.of(State.TCP_TIME_WAIT, State.TCP_CLOSE);

    @ForEachJdk
    void tellsWhatTheKernelDid(Jdk jdk) {
        Optional<KernelTrace> recording = KernelTrace.start(NetworkNamespace.ports());
        assumeTrue(
                recording.isPresent(), "needs root, and a kernel with tracefs that prints the fields of events (6.4)");
        try (KernelTrace trace = recording.get();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .isolatedWithOwnPorts()
                        .agent("leak.close_wait=2s", "leak.unread=2s", "leak.unreleased=2s", "leak.never_connected=2s")
                        .demo("--quiet")
                        .start()) {
            jvm.awaitDone();
            awaitFollowed(jvm);
            AgentReport report = jvm.report();
            List<KernelEvent> events = trace.stop();
            jvm.finish();

            KernelComparison comparison = new KernelComparison();
            comparison.add(jdk.toString(), report, events, jvm.pid());
            assertThat(report.eventsDropped()).isZero();
            assertThat(comparison.compared()).as("sockets of the demo").isGreaterThan(20);
            assertThat(String.join("\n", comparison.violations())).isEmpty();
            CALLS.add(comparison.callTimes());
        }
    }

    /** A demo has a hundred calls or so: only those of all JDKs together say something about the hundredth part. */
    @AfterAll
    static void tellsTheTimesOfCalls() {
        assertThat(String.join("\n", CALLS.violations()))
                .as("off by %d us at the 99th percentile", CALLS.errorAt99() / 1_000)
                .isEmpty();
    }

    /** Gives the agent the time to follow what was closed last; whether it used it, the comparison says. */
    private static void awaitFollowed(RunningJvm jvm) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> jvm.report().ended().stream().allMatch(ended -> LAST.contains(ended.tcpState())));
        } catch (ConditionTimeoutException e) {
            // A half of a connection whose other half leaks stays in FIN_WAIT_2 for a minute.
        }
    }
}
