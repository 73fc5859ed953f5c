package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sockspan.tcp.TcpState;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcNetTcpTest {
    private static final long MILLIS = 1_000_000;
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private final AtomicLong now = new AtomicLong(1_000_000 * MILLIS);

    @TempDir
    Path proc;

    @Test
    void tellsEveryRow() throws Exception {
        ProcNetTcp table = new ProcNetTcp(samples(), now::get);
        List<String> rows = new ArrayList<>();

        boolean complete = table.visit(row -> rows.add(row.toString()));

        assertThat(rows)
                .containsExactly(
                        "0:0:0:0:0:0:0:0 9090 -> 0:0:0:0:0:0:0:0 0 LISTEN tx 0 rx 7 timer NONE 0 inode 42001",
                        "2001:db8:0:0:0:0:0:5 52000 -> 2001:db8:0:0:0:0:0:1 443 ESTABLISHED tx 0 rx 0 timer NONE 0"
                                + " inode 42002",
                        "2001:db8:0:0:0:0:0:5 52002 -> 2001:db8:0:0:0:0:0:1 443 TIME_WAIT tx 0 rx 0 timer TIME_WAIT 0"
                                + " inode 0",
                        "10.0.0.5 9090 -> 10.0.9.9 40200 CLOSE_WAIT tx 0 rx 1025 timer NONE 0 inode 42004",
                        "0:0:0:0:0:0:0:1 9090 -> 0:0:0:0:0:0:0:1 40300 ESTABLISHED tx 0 rx 0 timer NONE 0 inode 42005",
                        "0:0:0:0:0:0:0:1 40300 -> 0:0:0:0:0:0:0:1 9090 FIN_WAIT_2 tx 0 rx 0 timer NONE 0 inode 42006",
                        "0.0.0.0 8080 -> 0.0.0.0 0 LISTEN tx 0 rx 0 timer NONE 0 inode 41001",
                        "127.0.0.1 5005 -> 0.0.0.0 0 LISTEN tx 0 rx 2 timer NONE 0 inode 41002",
                        "10.0.0.5 51344 -> 10.0.3.7 5432 ESTABLISHED tx 0 rx 28 timer KEEP_ALIVE 4660 inode 41003",
                        "10.0.0.5 51902 -> 10.0.9.9 6379 SYN_SENT tx 1 rx 0 timer RETRANSMIT 100 inode 41004",
                        "10.0.0.5 8080 -> 10.0.9.9 40112 SYN_RECEIVED tx 0 rx 0 timer RETRANSMIT 90 inode 0",
                        "10.0.0.5 51346 -> 10.0.3.7 5432 FIN_WAIT_1 tx 17 rx 0 timer RETRANSMIT 20 inode 0",
                        "10.0.0.5 51348 -> 10.0.3.7 5432 FIN_WAIT_2 tx 0 rx 0 timer TIME_WAIT 5000 inode 0",
                        "10.0.0.5 51350 -> 10.0.3.7 5432 TIME_WAIT tx 0 rx 0 timer TIME_WAIT 5990 inode 0",
                        "10.0.0.5 51352 -> 10.0.3.7 5432 CLOSED tx 0 rx 0 timer NONE 0 inode 41007",
                        "10.0.0.5 51354 -> 10.0.3.7 5432 CLOSE_WAIT tx 0 rx 1 timer NONE 0 inode 41008",
                        "10.0.0.5 8080 -> 10.0.9.9 40114 LAST_ACK tx 1 rx 0 timer ZERO_WINDOW_PROBE 30 inode 0",
                        "10.0.0.5 51356 -> 10.0.3.7 5432 CLOSING tx 1 rx 0 timer RETRANSMIT 20 inode 0");
        assertThat(complete).isTrue();
        assertThat(table.problem()).isNull();
    }

    @Test
    void reckonsTheStartFromTheTimer() throws Exception {
        Tuple timeWait = tuple("10.0.0.5", 51350, "10.0.3.7", 5432);
        Tuple finWait = tuple("10.0.0.5", 51348, "10.0.3.7", 5432);
        Tuple established = tuple("10.0.0.5", 51344, "10.0.3.7", 5432);

        ProcSnapshot snapshot = new ProcNetTcp(samples(), now::get).read(Set.of(timeWait, finWait, established));

        assertThat(snapshot.row(timeWait).knowsStart()).isTrue();
        assertThat(snapshot.row(timeWait).startedEarliest()).isCloseTo(now.get() - 100 * MILLIS, within(20 * MILLIS));
        assertThat(snapshot.row(timeWait).startedLatest()
                        - snapshot.row(timeWait).startedEarliest())
                .isEqualTo(16 * MILLIS);
        assertThat(snapshot.row(finWait).knowsStart()).isTrue();
        assertThat(snapshot.row(finWait).startedEarliest()).isCloseTo(now.get() - 10_000 * MILLIS, within(20 * MILLIS));
        assertThat(snapshot.row(established).knowsStart()).isFalse();
    }

    @Test
    void reckonsNoFinWaitStartWithoutTheTimeoutsLength() throws IOException {
        write("tcp", HEADER + line("0100007F:0050", "0100007F:0051", "05", "03:00001388", 0));
        Tuple tuple = tuple("127.0.0.1", 80, "127.0.0.1", 81);

        Row row = new ProcNetTcp(new Proc(proc.toFile()), now::get)
                .read(Set.of(tuple))
                .row(tuple);

        assertThat(row.state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(row.knowsStart()).isFalse();
    }

    @Test
    void keepsWantedRowsAndTheirMirrors() throws Exception {
        Tuple server = tuple("::1", 9090, "::1", 40300);
        Tuple mapped = tuple("10.0.0.5", 9090, "10.0.9.9", 40200);
        Tuple gone = tuple("10.0.0.5", 1, "10.0.9.9", 2);

        ProcSnapshot snapshot = new ProcNetTcp(samples(), now::get).read(Set.of(server, mapped, gone));

        assertThat(snapshot.row(server).inode()).isEqualTo(42005);
        assertThat(snapshot.row(server).tuple()).isEqualTo(server);
        assertThat(snapshot.mirror(server).inode()).isEqualTo(42006);
        assertThat(snapshot.row(mapped).rxQueue()).isEqualTo(1025);
        assertThat(snapshot.mirror(mapped)).isNull();
        assertThat(snapshot.row(gone)).isNull();
        assertThat(snapshot.isComplete()).isTrue();
    }

    @Test
    void findsRowsWithoutALocalAddress() throws Exception {
        Tuple client = Tuple.of(null, 51354, InetAddress.getByName("10.0.3.7"), 5432);
        Tuple server = Tuple.of(null, 9090, InetAddress.getByName("::1"), 40300);

        ProcSnapshot snapshot = new ProcNetTcp(samples(), now::get).read(Set.of(client, server));

        assertThat(snapshot.row(client).state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(snapshot.row(server).inode()).isEqualTo(42005);
        assertThat(snapshot.mirror(server).inode()).isEqualTo(42006);
    }

    @Test
    void answersNothingWhereTwoRowsFitAnUnknownLocalAddress() throws IOException {
        write(
                "tcp",
                HEADER
                        + line("0100007F:0050", "0300007F:0051", "01", "00:00000000", 1)
                        + line("0200007F:0050", "0300007F:0051", "01", "00:00000000", 2));
        Tuple either = Tuple.of(null, 80, InetAddress.getByName("127.0.0.3"), 81);
        Tuple second = tuple("127.0.0.2", 80, "127.0.0.3", 81);

        ProcSnapshot snapshot = new ProcNetTcp(new Proc(proc.toFile()), now::get).read(Set.of(either, second));

        assertThat(snapshot.row(either)).isNull();
        assertThat(snapshot.row(second).inode()).isEqualTo(2);
    }

    @Test
    void takesTheLaterOfTwoRowsForTheSameSocket() throws IOException {
        write(
                "tcp",
                HEADER
                        + line("0100007F:0050", "0100007F:0051", "05", "00:00000000", 9)
                        + line("0100007F:0050", "0100007F:0051", "06", "03:00001770", 0));
        Tuple tuple = tuple("127.0.0.1", 80, "127.0.0.1", 81);

        ProcSnapshot snapshot = new ProcNetTcp(new Proc(proc.toFile()), now::get).read(Set.of(tuple));

        assertThat(snapshot.row(tuple).state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void findsListenersByPort() throws Exception {
        ProcSnapshot snapshot = new ProcNetTcp(samples(), now::get).read(Set.of());

        assertThat(snapshot.listeners(9090)).singleElement().satisfies(listener -> {
            assertThat(listener.state()).isEqualTo(TcpState.LISTEN);
            assertThat(listener.rxQueue()).isEqualTo(7);
        });
        assertThat(snapshot.listeners(5005)).extracting(Row::rxQueue).containsExactly(2L);
        assertThat(snapshot.listeners(1)).isEmpty();
    }

    @Test
    void saysThatNothingCanBeReadWhereThereIsNoProc() {
        Proc nowhere = new Proc(proc.resolve("nowhere").toFile());
        ProcNetTcp table = new ProcNetTcp(nowhere, now::get);
        Tuple tuple = tuple("127.0.0.1", 80, "127.0.0.1", 81);

        ProcSnapshot snapshot = table.read(Set.of(tuple));

        assertThat(nowhere.isAvailable()).isFalse();
        assertThat(snapshot.isComplete()).isFalse();
        assertThat(snapshot.row(tuple)).isNull();
        assertThat(snapshot.listeners(80)).isEmpty();
        assertThat(table.problem())
                .startsWith("cannot read " + proc.resolve("nowhere/self/net/tcp"))
                .doesNotContain("\n");
    }

    @Test
    void isCompleteWithoutIpv6() throws IOException {
        write("tcp", HEADER);

        assertThat(new ProcNetTcp(new Proc(proc.toFile()), now::get)
                        .read(Set.of())
                        .isComplete())
                .isTrue();
    }

    @Test
    void isNotCompleteAfterALineThatItDoesNotUnderstand() throws IOException {
        write("tcp", HEADER + "   0: what is this\n" + line("0100007F:0050", "0100007F:0051", "01", "00:00000000", 7));
        ProcNetTcp table = new ProcNetTcp(new Proc(proc.toFile()), now::get);
        List<Long> inodes = new ArrayList<>();

        assertThat(table.visit(row -> inodes.add(row.inode()))).isFalse();
        assertThat(inodes).containsExactly(7L);
        assertThat(table.problem()).startsWith("cannot understand ").endsWith("tcp: 0: what is this");
    }

    @Test
    void survivesALineWithoutEnd() throws IOException {
        write("tcp", HEADER + "x".repeat(50_000));
        ProcNetTcp table = new ProcNetTcp(new Proc(proc.toFile()), now::get);

        assertThat(table.read(Set.of()).isComplete()).isFalse();
        assertThat(table.problem()).hasSizeLessThan(400);
    }

    @Test
    void datesALineThatIsCutInTwoByTheReadInWhichItBegins() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 200; i++) {
            text.append(line("0100007F:0050", "0100007F:0051", "01", "00:00000000", i));
        }
        write("tcp", text.toString());
        List<Long> inodes = new ArrayList<>();
        List<Long> began = new ArrayList<>();

        // Each look at the clock is one later, so a read begins and ends at its own times.
        new ProcNetTcp(new Proc(proc.toFile()), now::incrementAndGet).visit(row -> {
            inodes.add(row.inode());
            began.add(row.readBegan());
            assertThat(row.readEnded()).isEqualTo(row.readBegan() + 1);
        });

        assertThat(inodes).hasSize(200).isSorted();
        int lineLength =
                line("0100007F:0050", "0100007F:0051", "01", "00:00000000", 100).length();
        int cut = (8192 - HEADER.length()) / lineLength;
        assertThat(began).isSorted();
        assertThat(Set.copyOf(began)).hasSizeGreaterThan(1);
        assertThat(began.get(cut - 1)).isEqualTo(began.get(0));
    }

    @Test
    void makesNextToNoGarbage() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 30_000; i++) {
            text.append(line("0100007F:0050", "0100007F:" + String.format("%04X", i), "06", "03:00001770", 0));
        }
        write("tcp", text.toString());
        ProcNetTcp table = new ProcNetTcp(new Proc(proc.toFile()), System::nanoTime);
        Set<Tuple> wanted = Set.of(tuple("127.0.0.1", 80, "127.0.0.1", 29_999));
        table.read(wanted);

        long before = allocated();
        ProcSnapshot snapshot = table.read(wanted);
        long garbage = allocated() - before;

        assertThat(snapshot.row(wanted.iterator().next()).state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(garbage).isLessThan(64 * 1024);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Proc samples() throws URISyntaxException {
        return new Proc(new File(ProcNetTcpTest.class.getResource("proc").toURI()));
    }

    private void write(String table, String text) throws IOException {
        Files.createDirectories(proc.resolve("self/net"));
        Files.writeString(proc.resolve("self/net").resolve(table), text);
    }

    private static String line(String local, String remote, String state, String timer, long inode) {
        return "   0: " + local + " " + remote + " " + state + " 00000000:00000000 " + timer
                + " 00000000  1000        0 " + inode + " 1 0000000000000000\n";
    }

    private static Tuple tuple(String local, int localPort, String remote, int remotePort) {
        try {
            return Tuple.of(InetAddress.getByName(local), localPort, InetAddress.getByName(remote), remotePort);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
