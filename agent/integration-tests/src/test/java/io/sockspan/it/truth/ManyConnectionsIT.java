package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.Suspect;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.awaitility.Awaitility;

class ManyConnectionsIT {
    private static final int LISTENERS = 4;
    /**
     * Descriptors that a JVM may open for itself meanwhile: for a jar or a class, and for random numbers, of which JDK 8 keeps
     * seven (jsse.jar, /dev/random and /dev/urandom thrice each) from when telemetry begins.
     */
    private static final int ITS_OWN = 12;

    private static final int MEGABYTE = 1 << 20;

    @ForEachJdk
    void accountsForEachAndKeepsNothingAlive(Jdk jdk) {
        int count = asManyAsTheLimitAllows();
        int leaks = count / 2;
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent("leak.close_wait=1s", "leak.descriptors=off", "stacks=always")
                .flag("-Xmx256m")
                .flagSince(9, "--add-opens", "java.base/java.net=ALL-UNNAMED")
                .flagSince(9, "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED")
                .app("ManyConnections", String.valueOf(count))
                .start()) {
            jvm.awaitDone();
            int descriptors = number(jvm, "descriptors", 0);
            int heap = number(jvm, "heap", 0);
            assertThat(number(jvm, "leaked", 0)).isEqualTo(leaks);

            awaitAccused(jvm, leaks);
            AgentReport report = jvm.report();
            assertThat(report.socketsSeen()).isEqualTo(2L * count + LISTENERS);
            assertThat(report.eventsDropped()).isZero();
            assertThat(report.open()).hasSize(leaks + LISTENERS);
            assertThat(report.open().stream().filter(open -> open.is("client")))
                    .hasSize(leaks)
                    .allMatch(client -> client.tcpState() == State.TCP_CLOSE_WAIT
                            && client.evidence().equals("kernel"));
            assertThat(report.ended()).allMatch(ManyConnectionsIT::isClosed);
            assertThat(report.suspects("close_wait"))
                    .as("one for sockets, one for channels, or one for both")
                    .hasSizeBetween(1, 2);
            assertThat(ask(jvm, "descriptors")).isBetween(descriptors + leaks, descriptors + leaks + ITS_OWN);

            jvm.ask("close", "^app: closed");
            Awaitility.await("all accusations are taken back")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> jvm.report().suspects("close_wait").findAny().isEmpty());
            jvm.awaitErr("^RETRACTED .*");
            assertThat(jvm.report().open()).hasSize(LISTENERS);
            assertThat(ask(jvm, "descriptors")).isBetween(descriptors, descriptors + ITS_OWN);

            assertThat(jvm.ask("forget", "^app: kept (\\d+) of .*").group(1)).isEqualTo("0");
            assertThat(ask(jvm, "heap")).isLessThan(heap + 32 * MEGABYTE);
            jvm.finish();
        }
    }

    private static void awaitAccused(RunningJvm jvm, int leaks) {
        Awaitility.await("all leaks are accused")
                .atMost(Duration.ofSeconds(180))
                .until(() -> jvm.report()
                                .suspects("close_wait")
                                .mapToLong(Suspect::count)
                                .sum()
                        == leaks);
    }

    private static boolean isClosed(Connection ended) {
        return ended.tcpState() != State.TCP_ESTABLISHED && ended.tcpState() != State.TCP_CLOSE_WAIT;
    }

    /** 20,000, if the half that leaks can be open at once: one descriptor each, and some to spare. */
    private static int asManyAsTheLimitAllows() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return (int) Math.min(20_000, 2 * (system.getMaxFileDescriptorCount() - 500) / 4 * 4);
    }

    private static int number(RunningJvm jvm, String word, int which) {
        return Integer.parseInt(jvm.said(word).get(which));
    }

    private static int ask(RunningJvm jvm, String command) {
        return Integer.parseInt(
                jvm.ask(command, "^app: " + command + " (\\d+)$").group(1));
    }
}
