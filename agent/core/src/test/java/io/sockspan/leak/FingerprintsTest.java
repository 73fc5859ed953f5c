package io.sockspan.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.track.TestSocket;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private final Fingerprints fingerprints = new Fingerprints();

    @Test
    void staysTheSameFromReleaseToRelease() {
        assertThat(of(client("com.acme.Inventory.lookup(Inventory.java:88)"))).isEqualTo("1c9b8305");
        assertThat(of(TestSocket.client(1, 0))).isEqualTo("be226db2");
    }

    @Test
    void doesNotDependOnWhatTheJvmAndItsGeneratorsNumber() {
        String onEight = of(client(
                "java.net.Socket.connect(Socket.java:606)",
                "com.acme.Inventory.lambda$lookup$0(Inventory.java:88)",
                "com.acme.Inventory$$Lambda$14/1234567.run(:1)",
                "com.acme.Service$$EnhancerBySpringCGLIB$$1a2b3c4d.place(<generated>)",
                "com.sun.proxy.$Proxy12.place()",
                "sun.reflect.NativeMethodAccessorImpl.invoke0(NativeMethodAccessorImpl.java)",
                "java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:624)",
                "java.lang.Thread.run(Thread.java:748)"));
        String onTwentyFive = of(client(
                "java.net.Socket.connect(Socket.java:666)",
                "com.acme.Inventory.lambda$lookup$3(Inventory.java:88)",
                "com.acme.Service$$EnhancerBySpringCGLIB$$99887766.place(<generated>)",
                "jdk.proxy2.$Proxy7.place()",
                "jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:104)",
                "sun.reflect.GeneratedMethodAccessor12.invoke()",
                "java.lang.VirtualThread.run(VirtualThread.java:309)"));

        assertThat(onEight).isEqualTo(onTwentyFive);
    }

    @Test
    void doesNotDependOnWhichThreadOfTheJdkAccepted() {
        String listener = "com.acme.Gateway.start(Gateway.java:12)";
        String onOwnThread = of(TestSocket.server(1, 0)
                .by("Thread-0", "sun.nio.ch.EPollPort$EventHandlerTask.run(EPollPort.java:306)")
                .listenerBy(listener));
        String onPool = of(TestSocket.server(2, 0)
                .by("Thread-1", "java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)")
                .listenerBy(listener));

        assertThat(onOwnThread).isEqualTo(onPool);
        assertThat(onOwnThread)
                .isNotEqualTo(of(TestSocket.server(3, 0)
                        .by("Thread-0", "sun.nio.ch.EPollPort$EventHandlerTask.run(EPollPort.java:306)")
                        .listenerBy("com.acme.Admin.start(Admin.java:7)")));
    }

    @Test
    void doesNotDependOnTheDepthOfARecursion() {
        String walk = "com.acme.Tree.walk(Tree.java:12)";
        String visit = "com.acme.Tree.visit(Tree.java:30)";

        assertThat(of(client(walk, visit))).isEqualTo(of(client(walk, visit, walk, visit, walk)));
    }

    @Test
    void tellsKindRoleLineAndPeerPortApart() {
        String lookup = "com.acme.Inventory.lookup(Inventory.java:88)";
        assertThat(new String[] {
                    of(client(lookup)),
                    of(client("com.acme.Inventory.lookup(Inventory.java:89)")),
                    of(client(lookup).remote("10.0.3.7", 6379)),
                    of(TestSocket.server(1, 0).by("main", lookup)),
                    fingerprints.of(LeakKind.UNREAD, client(lookup).connection)
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotDependOnPortsThatSystemsGiveOut() {
        String lookup = "com.acme.Inventory.lookup(Inventory.java:88)";

        assertThat(of(client(lookup).local("10.0.0.5", 51344)))
                .isEqualTo(of(client(lookup).local("10.0.0.5", 51345)));
        assertThat(of(client(lookup).remote("10.0.0.5", 41344)))
                .isEqualTo(of(client(lookup).remote("10.0.0.5", 41345)));
        assertThat(of(TestSocket.server(1, 0).by("main", lookup).remote("10.0.0.5", 4134)))
                .isEqualTo(of(TestSocket.server(1, 0).by("main", lookup).remote("10.0.0.5", 4135)));
    }

    @Test
    void goesByThePeerWhereThereIsNoStack() {
        assertThat(of(TestSocket.client(1, 0).named("db-3")))
                .isEqualTo(of(TestSocket.client(2, 0).named("db-3").remote("10.0.3.8", 5432)))
                .isNotEqualTo(of(TestSocket.client(3, 0).named("db-4")));
    }

    @Test
    void keepsStacksOfTheJdksOwnThreadsApart() {
        assertThat(of(client("java.net.Socket.connect(Socket.java:1)", "jdk.internal.net.http.A.run(A.java:2)")))
                .isEqualTo(
                        of(client("java.net.Socket.connect(Socket.java:7)", "jdk.internal.net.http.A.run(A.java:8)")))
                .isNotEqualTo(
                        of(client("java.net.Socket.connect(Socket.java:1)", "jdk.internal.net.http.B.run(B.java:2)")));
    }

    private String of(TestSocket socket) {
        return fingerprints.of(LeakKind.CLOSE_WAIT, socket.connection);
    }

    private static TestSocket client(String... frames) {
        return TestSocket.client(1, 0).by("main", frames);
    }
}
