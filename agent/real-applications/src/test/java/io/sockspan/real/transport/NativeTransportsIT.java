package io.sockspan.real.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.real.transport.KernelSockets.Entry;
import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.Attach;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applications on Netty's native transports: what the agent reports is what the kernel shows, under load, with the line. */
class NativeTransportsIT {
    private static final int LOOKS = 20;
    private static final int FORGOTTEN = 5;
    private static final String APP = EchoTransport.class.getName();

    @ForEachJdk
    void epollOfNetty41(Jdk jdk) throws Exception {
        startedWithTheAgent(jdk, "netty-4.1", Transport.EPOLL);
    }

    @ForEachJdk
    void epollOfNetty42(Jdk jdk) throws Exception {
        startedWithTheAgent(jdk, "netty-4.2", Transport.EPOLL);
    }

    @ForEachJdk
    void ioUringOfNetty42(Jdk jdk) throws Exception {
        assumeTrue(jdk.version() >= 11, "Netty's io_uring needs Java 9");
        assumeTrue(isRingAllowed(), "this kernel does not allow io_uring");
        startedWithTheAgent(jdk, "netty-4.2", Transport.IO_URING);
    }

    @ForEachJdk
    void relocatedEpollOfGrpc(Jdk jdk) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent()
                .talking(path("grpc"), EchoGrpc.class.getName())
                .start()) {
            jvm.awaitDone();
            compareWithTheKernel(jvm);
            AgentReport report = jvm.report();
            assertThat(report.open()).hasSize(21).noneMatch(Connection::adopted);
            assertThat(report.connections("client")).allMatch(client -> client.remotePort() > 0);
            // gRPC opens its listeners on event loops, and many of its connections on threads that resolve names.
            assertThat(report.open()).allMatch(open -> open.openedAt().matches("io[.]grpc[.].*|.*EchoGrpc[.]call.*"));
            assertThat(report.hookFailures()).isZero();
        }
    }

    @ForEachJdk
    void epollOfWebFluxAndVertx(Jdk jdk) throws Exception {
        try (RunningJvm jvm = reactive(jdk, "log=off")) {
            jvm.awaitDone();
            compareWithTheKernel(jvm);
            AgentReport report = jvm.report();
            assertThat(report.open()).noneMatch(Connection::adopted);
            assertThat(report.open())
                    .filteredOn(open -> open.openedAt().contains("EchoReactive.stream"))
                    .as("the streams, and the listener that serves them")
                    .hasSize(6);
            assertThat(report.ended()).isNotEmpty();
            assertThat(report.eventsDropped()).isZero();
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    @ForEachJdk
    void epollOfWebFluxAndVertxAttachedLater(Jdk jdk) throws Exception {
        assumeTrue(jdk.version() != 11 && jdk.version() != 21, "8, 17 and 25 run the same libraries");
        try (RunningJvm jvm = reactive(jdk)) {
            jvm.awaitDone();
            Attach.to(jvm, "log=off");
            compareWithTheKernel(jvm);
            AgentReport report = jvm.report();
            assertThat(report.open()).filteredOn(Connection::adopted).hasSizeGreaterThanOrEqualTo(22);
            assertThat(report.connections("client")).anyMatch(client -> !client.adopted() && !client.open());
            assertThat(report.eventsDropped()).isZero();
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    /** Starts {@link EchoReactive} with the libraries that the JDK's version can run. */
    private static RunningJvm reactive(Jdk jdk, String... options) throws Exception {
        TargetJvm target = TargetJvm.of(jdk).flagSince(21, "--enable-native-access=ALL-UNNAMED");
        if (options.length > 0) {
            target.agent(options);
        }
        return target.talking(jdk.version() < 17 ? pathOfVertx4() : pathOfVertx5(), EchoReactive.class.getName())
                .start();
    }

    @ForEachJdk
    void attachedLater(Jdk jdk) throws Exception {
        try (ServerSocket peer = peer();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .flagSince(21, "--enable-native-access=ALL-UNNAMED")
                        .talking(path("netty-4.1"), APP, Transport.EPOLL.name(), port(peer))
                        .start()) {
            closeAll(peer);
            jvm.awaitDone();
            Attach.to(jvm, "leak.close_wait=1s");
            compareWithTheKernel(jvm);
            awaitForgotten(jvm);
            AgentReport report = jvm.report();
            // Their first reads since the attach were seen.
            assertThat(report.open())
                    .filteredOn(connection ->
                            connection.adopted() && connection.state().equals("established"))
                    .hasSize(20)
                    .allMatch(connection -> connection.firstUse() != null);
            assertThat(report.connections("client")).anyMatch(client -> !client.adopted() && !client.open());
            assertThat(report.eventsDropped()).isZero();
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    private static void startedWithTheAgent(Jdk jdk, String netty, Transport transport) throws Exception {
        try (ServerSocket peer = peer();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent("leak.close_wait=1s", "log=off")
                        .flagSince(21, "--enable-native-access=ALL-UNNAMED")
                        .talking(path(netty), APP, transport.name(), port(peer))
                        .start()) {
            closeAll(peer);
            jvm.awaitDone();
            compareWithTheKernel(jvm);
            awaitForgotten(jvm);
            AgentReport report = jvm.report();
            assertThat(report.open()).noneMatch(Connection::adopted);
            assertThat(report.open())
                    .filteredOn(connection ->
                            connection.state().equals("close_wait") && connection.remotePort() == peer.getLocalPort())
                    .hasSize(FORGOTTEN)
                    .allMatch(connection -> connection.openedAt().contains("EchoTransport.connect"));
            assertThat(report.ended())
                    .isNotEmpty()
                    .allMatch(connection -> connection.remotePort() > 0 && connection.localPort() > 0);
            assertThat(report.eventsDropped()).isZero();
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    private static void awaitForgotten(RunningJvm jvm) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jvm.report().suspects("close_wait").anyMatch(suspect -> suspect.count() == FORGOTTEN));
    }

    /** A socket that the kernel shows in one state before and after a report must be in it in that state, whatever else comes and goes. */
    private static void compareWithTheKernel(RunningJvm jvm) throws IOException {
        for (int i = 0; i < LOOKS; i++) {
            Set<Entry> before = KernelSockets.of(jvm.pid());
            AgentReport report = jvm.report();
            Set<Entry> after = KernelSockets.of(jvm.pid());
            Set<Entry> reported = new HashSet<>();
            report.open()
                    .forEach(open -> reported.add(new Entry(open.tcpState(), open.localPort(), open.remotePort())));
            Set<Entry> steady = new HashSet<>(before);
            steady.retainAll(after);
            assertThat(steady).hasSizeGreaterThanOrEqualTo(20);
            assertThat(reported).containsAll(steady);
        }
    }

    private static ServerSocket peer() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String port(ServerSocket peer) {
        return Integer.toString(peer.getLocalPort());
    }

    /** Closes each connection as soon as it is there. */
    private static void closeAll(ServerSocket peer) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    peer.accept().close();
                }
            } catch (IOException endOfTheTest) {
                // The listener is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean isRingAllowed() throws IOException {
        Path switched = Path.of("/proc/sys/kernel/io_uring_disabled");
        return Files.exists(switched) && Files.readString(switched).trim().equals("0");
    }

    private static List<String> pathOfVertx4() {
        return List.of(
                TargetJvm.property("sockspan.real.classes"),
                TargetJvm.property("sockspan.agent.jar"),
                TargetJvm.property("sockspan.real.lib") + "/*");
    }

    /** Without io_uring, which Reactor Netty would prefer where the kernel allows it. */
    private static List<String> pathOfVertx5() throws IOException {
        List<String> path = new ArrayList<>(path("vertx-5"));
        Path netty = Path.of(TargetJvm.property("sockspan.real.transports"), "netty-4.2");
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(netty, file -> !file.toString().contains("io_uring"))) {
            files.forEach(file -> path.add(file.toString()));
        }
        return path;
    }

    private static List<String> path(String libraries) {
        return List.of(
                TargetJvm.property("sockspan.real.classes"),
                TargetJvm.property("sockspan.agent.jar"),
                TargetJvm.property("sockspan.real.transports") + "/" + libraries + "/*");
    }
}
