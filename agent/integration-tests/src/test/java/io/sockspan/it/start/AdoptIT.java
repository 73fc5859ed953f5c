package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.Attach;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/** Sockets that were open before the agent was attached. */
class AdoptIT {
    @ForEachJdk
    void findsThemWithTheKernelsStateAndFollowsThem(Jdk jdk) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Older").start()) {
            jvm.awaitDone();
            List<Integer> ports = List.of(jvm.said("sockets").get(0).split(" ")).stream()
                    .map(Integer::valueOf)
                    .toList();
            int listener = ports.get(0);
            int idle = ports.get(1);
            int forgotten = ports.get(2);
            int channels = ports.get(3);
            int channel = ports.get(4);

            Attach.to(jvm, "leak.close_wait=1s");
            AgentReport found = jvm.report();

            // Two listeners, two connections with both ends, one end without its other, one descriptor without a
            // connection.
            assertThat(found.open()).hasSize(8).allMatch(AgentReport.Connection::adopted);
            assertThat(one(found, "listener", listener).state()).isEqualTo("listen");
            assertThat(one(found, "listener", channels).state()).isEqualTo("listen");
            assertThat(one(found, "client", idle).state()).isEqualTo("established");
            assertThat(one(found, "client", idle).remotePort()).isEqualTo(listener);
            assertThat(one(found, "server", listener).remotePort()).isEqualTo(idle);
            assertThat(one(found, "client", forgotten).state()).isEqualTo("close_wait");
            assertThat(one(found, "client", forgotten).evidence()).isEqualTo("kernel");
            assertThat(one(found, "client", channel).remotePort()).isEqualTo(channels);
            assertThat(one(found, "server", channels).remotePort()).isEqualTo(channel);
            assertThat(found.connections("unconnected")).hasSize(1);

            await().atMost(Duration.ofSeconds(120))
                    .until(() -> jvm.report().suspects("close_wait").anyMatch(suspect -> suspect.count() == 1));

            // The reader sits in a read that it entered before; its second one is the first that a hook sees.
            jvm.ask("use", "^app: read$");
            jvm.ask("use", "^app: read$");
            AgentReport used = jvm.report();
            assertThat(one(used, "client", idle).firstUse().stack())
                    .anyMatch(frame -> frame.startsWith("io.sockspan.it.start.app.Older."));
            assertThat(one(used, "client", forgotten).firstUse()).isNull();
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> one(jvm.report(), "server", listener).firstUse() != null);
            assertThat(one(jvm.report(), "server", listener).firstUse().thread())
                    .isEqualTo("reading");

            // A new connection of an old listener: when its handshake was complete is not known exactly.
            int fresh = Integer.parseInt(
                    jvm.ask("connect", "^app: connected (\\d+)$").group(1));
            AgentReport.Connection accepted = jvm.report()
                    .connections("server")
                    .filter(connection -> connection.remotePort() == fresh)
                    .findAny()
                    .orElseThrow();
            assertThat(accepted.adopted()).isFalse();
            assertThat(accepted.transitions().get(0).earliestNanos())
                    .isLessThan(accepted.transitions().get(0).latestNanos());

            jvm.ask("close", "^app: closed$");
            AgentReport closed = jvm.report();
            for (int port : List.of(idle, channel)) {
                AgentReport.Connection client = one(closed, "client", port);
                assertThat(client.open()).isFalse();
                assertThat(client.closedBy()).isEqualTo("local");
                assertThat(client.transitions()).isNotEmpty();
            }
            assertThat(jvm.finish().eventsDropped()).isZero();
        }
    }

    /** The shell connects and becomes the JVM, so that no JDK class has ever made a socket there. */
    @ForEachJdk
    void findsTheSocketOfAnApplicationThatUsesNoneOfTheJdk(Jdk jdk) throws Exception {
        try (ServerSocket peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent()
                        .through(
                                "bash",
                                "-c",
                                "exec 9<>/dev/tcp/127.0.0.1/" + peer.getLocalPort() + "; exec \"$0\" \"$@\"")
                        .app("Hello")
                        .start()) {
            jvm.awaitDone();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jvm.report()
                            .connections("client")
                            .anyMatch(client -> client.adopted()
                                    && client.state().equals("established")
                                    && client.remotePort() == peer.getLocalPort()));
        }
    }

    private static AgentReport.Connection one(AgentReport report, String role, int localPort) {
        return report.connections(role)
                .filter(connection -> connection.adopted() && connection.localPort() == localPort)
                .findAny()
                .orElseThrow(() -> new AssertionError("no adopted " + role + " at " + localPort + " in " + report));
    }
}
