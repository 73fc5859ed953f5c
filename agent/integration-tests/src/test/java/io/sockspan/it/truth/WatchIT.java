package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Transition;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.NetworkNamespace;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The kernel reports what a peer does to a connection that nobody reads, and the agent places it where the kernel's own trace has it. */
class WatchIT {
    private static final int CONNECTIONS = 60;
    /** Far below the time between two sweeps, which is an hour here, and far above what a busy machine delays the agent's thread. */
    private static final long EXACT = Duration.ofSeconds(3).toNanos();

    @ForEachJdk
    void placesThePeersFinAndResetWhereTheKernelHasThem(Jdk jdk) throws InterruptedException {
        assertPlaced(jdk);
    }

    @ForEachJdk
    void placesThemSoOnAMachineWithManyProcessors(Jdk jdk) throws InterruptedException {
        assertPlaced(jdk, TargetJvm.MANY_PROCESSORS);
    }

    private static void assertPlaced(Jdk jdk, String... flags) throws InterruptedException {
        Optional<KernelTrace> recording = KernelTrace.start(NetworkNamespace.ports());
        assumeTrue(
                recording.isPresent(), "needs root, and a kernel with tracefs that prints the fields of events (6.4)");
        try (KernelTrace trace = recording.get();
                RunningJvm jvm = start(jdk, "sweep.interval=1h", flags)) {
            watchAll(jvm);
            // A sweep knows no more than that it was after the last one.
            TimeUnit.NANOSECONDS.sleep(EXACT);

            jvm.ask("end", "^app: ended " + CONNECTIONS);
            awaitEnds(jvm);
            AgentReport report = jvm.report();
            List<KernelEvent> events = trace.stop();
            jvm.finish();

            assertThat(ends(report).filter(end -> end.toState() == State.TCP_CLOSE_WAIT))
                    .hasSize(CONNECTIONS / 2);
            assertThat(ends(report).filter(end -> end.latestNanos() - end.earliestNanos() <= EXACT))
                    .as("ends that are known to %d s", EXACT / 1_000_000_000)
                    .hasSizeGreaterThan(CONNECTIONS * 9 / 10);
            KernelComparison comparison = new KernelComparison(trace.stolen());
            comparison.add(jdk.toString(), report, events, jvm.pid());
            assertThat(comparison.compared()).isGreaterThanOrEqualTo(2 * CONNECTIONS);
            // What is left out after a close on a machine that is too busy to look at it is not the watch's.
            assertThat(String.join("\n", comparison.untruths())).isEmpty();
        }
    }

    @ForEachJdk
    void leavesThemToTheSweepsWhereItIsOff(Jdk jdk) {
        try (RunningJvm jvm = start(jdk, "watch=off;sweep.interval=1h")) {
            watchAll(jvm);

            jvm.ask("end", "^app: ended " + CONNECTIONS);

            awaitEnds(jvm);
            assertThat(jvm.err()).noneMatch(line -> line.contains("watch"));
        }
    }

    private static RunningJvm start(Jdk jdk, String options, String... flags) {
        RunningJvm jvm = TargetJvm.of(jdk)
                .isolatedWithOwnPorts()
                .agent(options.split(";"))
                .flag(flags)
                .app("IdleConnections", String.valueOf(CONNECTIONS))
                .start();
        jvm.awaitDone();
        return jvm;
    }

    /** Each report sweeps, and what outlives a sweep is watched from the next one on. */
    private static void watchAll(RunningJvm jvm) {
        for (int sweeps = 0; sweeps < 3; sweeps++) {
            assertThat(jvm.report().open()).hasSize(2 * CONNECTIONS + 1);
        }
    }

    /** The kernel may deliver the last FINs after the calls of close have returned. Each report sweeps. */
    private static void awaitEnds(RunningJvm jvm) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> ends(jvm.report()).count() == CONNECTIONS);
    }

    private static Stream<Transition> ends(AgentReport report) {
        return report.connections("server")
                .flatMap(connection -> connection.transitions().stream())
                .filter(transition ->
                        transition.toState() == State.TCP_CLOSE_WAIT || transition.toState() == State.TCP_CLOSE);
    }
}
