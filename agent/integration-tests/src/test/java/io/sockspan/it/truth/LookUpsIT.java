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
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the agent learns by looking up single connections after their close is what the kernel did, and it leaves no descriptor. */
class LookUpsIT {
    /** So few that the local addresses of all are read, which the hooks do up to a rate. */
    private static final int PAIRS = 10;

    private static final String BEGUN = "looks up closed connections one by one (sock_diag)";
    private static final String GIVEN_UP = "does not look up single connections";
    private static final Set<State> LAST = EnumSet.of(State.TCP_TIME_WAIT, State.TCP_CLOSE);

    @ForEachJdk
    void agreeWithTheKernelsTrace(Jdk jdk) throws IOException {
        assumeTrue(jdk.version() == 17 || jdk.version() >= 21, "needs the foreign function API");
        Optional<KernelTrace> recording = KernelTrace.start(NetworkNamespace.ports());
        assumeTrue(
                recording.isPresent(), "needs root, and a kernel with tracefs that prints the fields of events (6.4)");
        try (KernelTrace trace = recording.get();
                RunningJvm jvm = start(jdk)) {
            int pairs = beginsToLookUp(jvm) + 2 * PAIRS;

            jvm.ask("close", "^app: closed " + 2 * PAIRS);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> haveEnded(2 * pairs, jvm.report()));
            AgentReport report = jvm.report();
            List<KernelEvent> events = trace.stop();

            assertThat(report.eventsDropped()).isZero();
            KernelComparison comparison = new KernelComparison(trace.stolen());
            comparison.add(jdk.toString(), report, events, jvm.pid());
            assertThat(comparison.compared()).isGreaterThanOrEqualTo(4 * PAIRS);
            assertThat(String.join("\n", comparison.untruths())).isEmpty();
            assertThat(descriptors(jvm)).as("netlink sockets").doesNotContainAnyElementsOf(netlinkSockets(jvm));
            jvm.finish();
            assertThat(jvm.err()).noneMatch(line -> line.contains(GIVEN_UP) || line.contains("WARNING"));
        }
    }

    @ForEachJdk
    void areNotMadeWhereTheAgentIsToCallNothing(Jdk jdk) {
        try (RunningJvm jvm = start(jdk, "tcp.info=off")) {
            int rounds = 10;
            for (int round = 0; round < rounds; round++) {
                round(jvm);
            }
            int pairs = rounds * PAIRS + 2 * PAIRS;
            jvm.ask("close", "^app: closed " + 2 * PAIRS);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> haveEnded(2 * pairs, jvm.report()));
            jvm.finish();
            assertThat(jvm.err()).noneMatch(line -> line.contains("sock_diag"));
        }
    }

    private static RunningJvm start(Jdk jdk, String... options) {
        RunningJvm jvm = TargetJvm.of(jdk)
                .isolatedWithOwnPorts()
                .agent(Stream.concat(Stream.of("history=100000", "log=info"), Stream.of(options))
                        .toArray(String[]::new))
                .app("ClosingPairs", String.valueOf(PAIRS))
                .start();
        jvm.awaitDone();
        return jvm;
    }

    /**
     * Each report has the closed connections found. Each round leaves some in TIME_WAIT, so that the table becomes dear to read.
     *
     * @return how many connections the rounds have opened and closed
     */
    private static int beginsToLookUp(RunningJvm jvm) {
        AtomicInteger rounds = new AtomicInteger();
        Awaitility.await("look-ups begin")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    round(jvm);
                    rounds.incrementAndGet();
                    return jvm.err().stream().anyMatch(line -> line.contains(BEGUN));
                });
        return rounds.get() * PAIRS;
    }

    private static void round(RunningJvm jvm) {
        jvm.ask("pairs", "^app: closed " + PAIRS);
        jvm.report();
    }

    private static boolean haveEnded(int count, AgentReport report) {
        return report.ended().size() == count
                && report.ended().stream().allMatch(ended -> LAST.contains(ended.tcpState()));
    }

    private static List<String> descriptors(RunningJvm jvm) {
        return Stream.of(new File("/proc/" + jvm.pid() + "/fd").list())
                .map(number -> target(Path.of("/proc/" + jvm.pid() + "/fd", number)))
                .toList();
    }

    /** Those of the JVM's network namespace. The inode is in the last column. */
    private static List<String> netlinkSockets(RunningJvm jvm) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + jvm.pid() + "/net/netlink")).stream()
                .map(line -> "socket:[" + line.replaceAll(".* (\\d+) *$", "$1") + "]")
                .toList();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
