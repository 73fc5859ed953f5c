package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.TestSuspects;
import io.sockspan.owners.Findings;
import io.sockspan.owners.TestFindings;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TestSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is said about the holders of sockets. */
class HolderTextTest {
    private static final long NOW = TimeUnit.MINUTES.toNanos(14);

    @Test
    void leadsFromAStaticListToTheSocketsOfASuspect() {
        TestSocket[] sockets = LongStream.range(4, 19)
                .mapToObj(id -> TestSocket.adopted(id, 0, TcpState.CLOSE_WAIT))
                .toArray(TestSocket[]::new);
        Findings findings = TestFindings.none()
                .heldBy(
                        TestFindings.list("com.acme.Inventory.POOL"),
                        LongStream.range(4, 19).toArray())
                .after(124_000, 3_210, 12);

        String text = new TextReport("app")
                .suspects(List.of(TestSuspects.suspect(LeakKind.CLOSE_WAIT, 0, sockets)), NOW, findings);

        assertThat(text).endsWith("""
                          All 15 are held by com.acme.Inventory.POOL (static):
                              com.acme.Inventory.POOL            ArrayList
                              com.acme.InventoryClient.socket    Socket
                          Close the connection where it leaves that collection.

                        124000 objects looked at in 0.2s; 3210 references at 12 places not followed, perhaps some to objects
                        that were looked at. Local variables, virtual threads and soft references are not looked at.
                        """);
    }

    @Test
    void saysThatTheSearchEndedWhenItHadFoundAll() {
        Findings findings = TestFindings.none()
                .heldBy(TestFindings.list("com.acme.Inventory.POOL"), 1)
                .whenAllAreFoundAfter(12_000);

        assertThat(OwnersText.render(sockets(1), findings, 100)).endsWith("""
                        12000 objects looked at in 0.2s; the search ended when all sockets were found, so other places may
                        hold them as well. Local variables, virtual threads and soft references are not looked at.
                        """);
    }

    @Test
    void tellsTheWaysApartByWhichSocketsAreHeld() {
        Findings findings = TestFindings.none()
                .heldBy(TestFindings.list("com.acme.Inventory.POOL"), 1, 2)
                .heldByNobody(null, 3)
                .heldByNobody("It is being read now by thread \"x\" at com.acme.X.y(X.java:1).", 4)
                .after(100, 0, 0);

        String text = OwnersText.render(sockets(1, 2, 3, 4, 5), findings, 100);

        assertThat(text)
                .contains("""
                        2 client connections to 10.0.3.7:5432 in ESTABLISHED
                          Both are held by com.acme.Inventory.POOL (static):
                        """)
                .contains("""
                          No field or thread that was looked at holds it: a local variable, or nobody.
                          Its id is 3.
                        """)
                .contains("""
                          It is held by no field that was looked at.
                          It is being read now by thread "x" at com.acme.X.y(X.java:1).
                          Its id is 4.
                        """)
                .contains("every reference was followed")
                .doesNotContain("5.");
    }

    @Test
    void isAtMostEightLines() {
        Findings findings =
                TestFindings.none().heldBy(TestFindings.longWay(40), 1).after(100, 0, 0);

        List<String> fields = OwnersText.render(sockets(1), findings, 100)
                .lines()
                .filter(line -> line.startsWith(StackText.INDENT))
                .toList();

        assertThat(fields).hasSize(8);
        assertThat(fields.get(0)).contains("com.acme.Main.executor");
        assertThat(fields.get(1)).contains("... 33 more");
        assertThat(fields.get(7)).contains("com.acme.Mailer lambda");
    }

    @Test
    void fitsIntoTheWidthByLeavingOutPackagesOfTheJdk() {
        Findings findings = TestFindings.none().heldBy(TestFindings.task(), 1).after(100, 0, 0);

        assertThat(OwnersText.render(sockets(1), findings, 100)).contains("""
                              thread "pool-1-thread-1"                                    Thread
                              ScheduledThreadPoolExecutor$ScheduledFutureTask.callable    Executors$RunnableAdapter
                              com.acme.Inventory.borrowed                                 ArrayList
                        """);
        assertThat(OwnersText.render(sockets(1), findings, 120)).contains("java.util.concurrent.Scheduled");
    }

    @Test
    void aTestIsToldOfAStaticFieldThatHoldsItsSocket() {
        Findings findings = TestFindings.none()
                .heldBy(TestFindings.list("shop.PriceFeed.CACHE"), 1)
                .after(100, 0, 0);

        assertThat(new LeftOpenText(100, findings, true).render(sockets(1), NOW))
                .contains("\n  It is held by static shop.PriceFeed.CACHE.\n");
        assertThat(new LeftOpenText(100, findings, true).render(sockets(2), NOW))
                .doesNotContain("held by");
    }

    private static List<SocketSnapshot> sockets(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> TestSocket.client(id, 0).by("main", "com.acme.A.b(A.java:1)"))
                .map(TestSocket::snapshot)
                .toList();
    }
}
