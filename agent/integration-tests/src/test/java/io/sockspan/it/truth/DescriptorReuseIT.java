package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.Transition;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The watch mistakes no connection for the one that had its descriptor number before, and keeps no descriptor that is closed. */
class DescriptorReuseIT {
    /** As in the application. */
    private static final int KEPT = 20;

    @ForEachJdk
    void watchReportsNothingFalseWhereNumbersAreReusedReplacedAndInherited(Jdk jdk) {
        // The machine that runs this test may have many.
        assertNothingFalse(jdk, 0, "-XX:ActiveProcessorCount=2");
    }

    @ForEachJdk
    void watchReportsNothingFalseOnAMachineWithManyProcessors(Jdk jdk) {
        // Each of them is a descriptor of the one on which the thread waits.
        assertNothingFalse(jdk, 8, TargetJvm.MANY_PROCESSORS);
    }

    /** @param instances how many epoll instances are watched by another one */
    private static void assertNothingFalse(Jdk jdk, int instances, String... flags) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent("sweep.interval=50ms", "history=10000")
                .flag(flags)
                .startsProcesses()
                .app("DescriptorReuse")
                .start()) {
            jvm.awaitDone();
            await("both ends of each are watched", () -> watched(jvm).size() == 2 * KEPT + instances);

            int closed =
                    Integer.parseInt(jvm.ask("reuse", "^app: closed (\\d+)").group(1));
            await("the others are closed", () -> jvm.report().open().size() == 2 * KEPT + 1);
            assertThat(watched(jvm)).as("those that stay open").hasSize(2 * KEPT + instances);
            AgentReport report = jvm.report();
            assertThat(report.open().stream().filter(open -> !open.is("listener")))
                    .allMatch(open -> open.tcpState() == State.TCP_ESTABLISHED);

            jvm.ask("end", "^app: ended");
            await("no watch is left", () -> watched(jvm).size() == instances);
            await("all are closed", () -> jvm.report().open().size() == 1);
            report = jvm.finish();

            assertThat(report.eventsDropped()).isZero();
            assertEach(
                    report,
                    "client",
                    closed + KEPT,
                    "local",
                    EnumSet.of(State.TCP_CLOSE_WAIT, State.TCP_LAST_ACK, State.TCP_CLOSING));
            assertEach(
                    report,
                    "server",
                    closed + KEPT,
                    "remote",
                    EnumSet.of(State.TCP_FIN_WAIT1, State.TCP_FIN_WAIT2, State.TCP_CLOSING));
        }
    }

    /** As long as a busy machine may take. */
    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(condition);
    }

    private static void assertEach(AgentReport report, String role, int count, String closer, Set<State> never) {
        assertThat(report.connections(role).count()).as(role + "s").isEqualTo(count);
        assertThat(report.connections(role)
                        .filter(end -> end.closedBy() != null && !end.closedBy().equals(closer)
                                || states(end).anyMatch(never::contains)))
                .as("connections with a false event")
                .isEmpty();
    }

    private static Stream<State> states(Connection connection) {
        return connection.transitions().stream().map(Transition::toState);
    }

    /** What all epoll instances of the process watch, by their fdinfo; the application has none of its own. */
    private static List<String> watched(RunningJvm jvm) {
        Path process = Path.of("/proc", String.valueOf(jvm.pid()));
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors
                    .filter(DescriptorReuseIT::isEpoll)
                    .flatMap(epoll -> lines(process.resolve("fdinfo").resolve(epoll.getFileName())))
                    .filter(line -> line.startsWith("tfd:"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEpoll(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[eventpoll]");
        } catch (NoSuchFileException closed) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (NoSuchFileException closed) {
            return Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
