package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the agent tells of the demo's connections is what the kernel did; {@link LifeComparison} has the rules. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KernelTruthIT {
    private static final CallTimeRounds ROUNDS = new CallTimeRounds();
    /** How often the times are measured on a machine that is too busy for them. */
    private static final int MOST_ROUNDS = 4;

    private static final Set<State> LAST = Set.of(State.TCP_TIME_WAIT, State.TCP_CLOSE);

    @Order(1)
    @ForEachJdk
    void tellsWhatTheKernelDid(Jdk jdk) {
        try (SchedulingDelay delay = new SchedulingDelay()) {
            KernelComparison comparison = compare(jdk);

            assertThat(comparison.compared()).as("sockets of the demo").isGreaterThan(20);
            assertThat(String.join("\n", comparison.violations())).isEmpty();
            CallTimes calls = new CallTimes();
            calls.add(comparison.callTimes());
            ROUNDS.add(calls, delay.at99());
        }
    }

    /** A busy machine lets threads wait between the kernel's time and the agent's: then the times are measured again. */
    @Order(2)
    @Test
    @Tag(ForEachJdk.TAG)
    void tellsTheTimesOfCalls() {
        for (int round = 1; round < MOST_ROUNDS && !ROUNDS.isWithinLimit(); round++) {
            CallTimes calls = new CallTimes();
            try (SchedulingDelay delay = new SchedulingDelay()) {
                Jdks.all().forEach(jdk -> calls.add(compare(jdk).callTimes()));
                ROUNDS.add(calls, delay.at99());
            }
        }

        if (!ROUNDS.isWithinLimit()) {
            assumeFalse(ROUNDS.isDisturbed(), "the machine is too busy to measure: " + ROUNDS);
            assertThat(String.join("\n", ROUNDS.violations()))
                    .as(ROUNDS.toString())
                    .isEmpty();
        }
    }

    private static KernelComparison compare(Jdk jdk) {
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

            assertThat(report.eventsDropped()).isZero();
            KernelComparison comparison = new KernelComparison(trace.stolen());
            comparison.add(jdk.toString(), report, events, jvm.pid());
            return comparison;
        }
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
