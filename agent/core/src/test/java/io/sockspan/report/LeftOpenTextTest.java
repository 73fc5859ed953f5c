package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeftOpenTextTest {
    private static final long NOW = s(10);

    private static final String[] THROUGH_A_LIBRARY = {
        "java.net.Socket.connect(Socket.java:1)",
        "org.lib.Wire.open(Wire.java:1)",
        "org.lib.Pool.lease(Pool.java:2)",
        "org.lib.Client.send(Client.java:3)",
        "org.lib.Client.get(Client.java:4)",
        "org.lib.Client.read(Client.java:5)",
        "com.acme.Inventory.lookup(Inventory.java:88)",
        "com.acme.InventoryTest.looksUp(InventoryTest.java:12)",
        "java.lang.reflect.Method.invoke(Method.java:1)",
        "org.junit.Runner.run(Runner.java:1)"
    };

    @Test
    void leadsToTheLineThatCalledTheLibrary() {
        TestSocket socket = TestSocket.client(7, 0)
                .named("db-3")
                .observed(s(4), TcpState.CLOSE_WAIT)
                .by("main", THROUGH_A_LIBRARY);

        String text = text(socket);

        assertThat(text)
                .startsWith("""
                        LEAK: 1 client connection to db-3:5432 left open in CLOSE_WAIT
                          The peer closed 6.0s ago; close() was not called here.
                          Socket 7, opened 10s ago by thread "main" at
                              org.lib.Wire.open(Wire.java:1)
                              org.lib.Pool.lease(Pool.java:2)
                              org.lib.Client.send(Client.java:3)
                              ... 2 more
                              com.acme.Inventory.lookup(Inventory.java:88)
                              com.acme.InventoryTest.looksUp(InventoryTest.java:12)
                              ... 2 more
                        """)
                .endsWith("\n  Close it on that path, or allow it:\n"
                        + "      @AllowSockets(reason = \"...\", openedBy = \"com.acme.Inventory\")");
    }

    @Test
    void groupsWhatWasOpenedOnOnePath() {
        TestSocket one = TestSocket.client(1, 0).by("main", THROUGH_A_LIBRARY);
        TestSocket other = TestSocket.client(2, 0).by("main", THROUGH_A_LIBRARY);

        assertThat(text(one, other))
                .startsWith("LEAK: 2 client connections to 10.0.3.7:5432 left open in ESTABLISHED\n")
                .contains("For example socket 1, ");
    }

    @Test
    void tellsOfADroppedSocketWhatToDoAboutItAndNotAboutSelectors() {
        TestSocket socket =
                TestSocket.client(1, 0).by("main", THROUGH_A_LIBRARY).collectedAndClosed(s(4));

        assertThat(text(socket))
                .contains(" dropped without close()\n")
                .contains("\n  Close it on that path, or allow it:\n")
                .doesNotContain("selector");
    }

    @Test
    void offersNoAnnotationWhereNobodyReadsIt() {
        TestSocket socket = TestSocket.client(1, 0).by("main", THROUGH_A_LIBRARY);

        assertThat(new LeftOpenText(100, null, false).render(List.of(socket.snapshot()), NOW))
                .endsWith("\n  Close it on that path.");
    }

    private static String text(TestSocket... sockets) {
        return new LeftOpenText(100, null, true)
                .render(Stream.of(sockets).map(TestSocket::snapshot).toList(), NOW);
    }

    private static long s(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
