package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.TcpInfo;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.NetworkNamespace;
import io.sockspan.testkit.PortRange;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;

/** What the agent says of a connection over a slow and lossy network is what ss(8) says of it. */
class TcpInfoIT {
    /** On the loopback device of a namespace, in segments of a usual size: 20 Mbit/s, and what would wait for longer than 20 ms is lost. */
    private static final String SLOW_AND_LOSSY =
            "ip link set lo mtu 1500 && tc qdisc add dev lo root tbf rate 20mbit burst 16kb latency 20ms";

    /** How exact the kernel's ages are, in seconds. */
    private static final double TICK = 0.01;

    private static final int SENT = 300_000;
    private static final int MOST_TRANSFERS = 100;
    private static final int ANSWERED = 1_000;

    @BeforeAll
    static void needsASlowNetwork() throws Exception {
        assumeTrue(NetworkNamespace.ports() == PortRange.OWN, "needs root, for a network namespace");
        assumeTrue(
                run("unshare", "--net", "sh", "-c", SLOW_AND_LOSSY + " && echo possible")
                        .contains("possible"),
                "needs tc(8) and the kernel's token bucket filter");
    }

    @ForEachJdk
    void agreesWithSs(Jdk jdk) {
        try (RunningJvm jvm = start(jdk)) {
            int transfers = 0;
            if (isReadable(jdk)) {
                // A report does not wait for the link for longer than 3 s.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> client(jvm.report()).tcpInfo() != null);
                do {
                    assertThat(transfers).as("transfers without a loss").isLessThan(MOST_TRANSFERS);
                    jvm.ask("send", "^app: sent");
                    transfers++;
                } while (client(jvm.report()).tcpInfo().retransmits() == 0);
                int bytes = transfers;
                // A lost acknowledgement is sent again some time later.
                Awaitility.await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> agree(jvm, bytes));
                assertThat(client(jvm.report()).tcpInfo().rttSeconds()).isGreaterThan(0.001);
                knowsHowLongAConnectionWaited(jvm);
                jvm.ask("close", "^app: closed");
                AgentReport last = jvm.report();
                assertThat(client(last).tcpInfo().bytesAcknowledged())
                        .as("read at the entry of close")
                        .isEqualTo((long) transfers * SENT);
            } else {
                assertThat(client(jvm.report()).tcpInfo()).isNull();
                assertThat(jvm.report().kernel().withoutTcpInfo()).contains("Java");
            }
            AgentReport report = jvm.finish();
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.err()).noneMatch(line -> line.contains("WARNING") || line.contains("incubator"));
        }
    }

    private static boolean isReadable(Jdk jdk) {
        return jdk.version() == 17 || jdk.version() >= 21;
    }

    private static void knowsHowLongAConnectionWaited(RunningJvm jvm) {
        Matcher waited = jvm.ask("wait", "^app: waited (\\d+) (\\d+) (\\d+)");
        AgentReport.Connection accepted = jvm.report()
                .connections("server")
                .filter(connection -> connection.remotePort() == Integer.parseInt(waited.group(1)))
                .findFirst()
                .orElseThrow();
        assertThat(accepted.acceptWaitSeconds())
                .isBetween(Long.parseLong(waited.group(2)) / 1e6 - TICK, Long.parseLong(waited.group(3)) / 1e6 + TICK);
    }

    private static void agree(RunningJvm jvm, int transfers) throws Exception {
        AgentReport.Connection client = client(jvm.report());
        TcpInfo known = client.tcpInfo();
        String ss = run(
                "nsenter",
                "-t",
                String.valueOf(jvm.pid()),
                "-n",
                "ss",
                "-tinH",
                "sport",
                "=",
                ":" + client.localPort());
        assertThat(known.rttSeconds() * 1_000).isCloseTo(number("rtt:([\\d.]+)", ss), within(1e-6));
        assertThat(known.minRttSeconds() * 1_000).isCloseTo(number("minrtt:([\\d.]+)", ss), within(1e-6));
        assertThat((double) known.retransmits()).isEqualTo(number("retrans:\\d+/(\\d+)", ss));
        // ss counts the SYN.
        assertThat(known.bytesAcknowledged() + 1.0).isEqualTo(number("bytes_acked:(\\d+)", ss));
        assertThat((double) known.bytesReceived()).isEqualTo(number("bytes_received:(\\d+)", ss));
        assertThat(known.bytesAcknowledged()).isEqualTo((long) transfers * SENT);
        assertThat(known.bytesReceived()).isEqualTo((long) transfers * ANSWERED);
    }

    private static RunningJvm start(Jdk jdk) {
        RunningJvm jvm = TargetJvm.of(jdk)
                .isolatedWithOwnPorts()
                .through("sh", "-c", SLOW_AND_LOSSY + " && exec \"$@\"", "sh")
                .agent("sweep.interval=1h", "close.reads.rate=1000000")
                .app("Transfers")
                .start();
        jvm.awaitDone();
        return jvm;
    }

    private static AgentReport.Connection client(AgentReport report) {
        return report.connections("client").findFirst().orElseThrow();
    }

    private static double number(String pattern, String text) {
        Matcher found = Pattern.compile("(?<![a-z])" + pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }
}
