package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When connections are looked up, and when the table is read. The two say different inodes here, so that it shows which one answered. */
class ConnectionTableTest {
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final long MILLI = 1_000_000;
    private static final long IN_TABLE = 1;
    private static final long LOOKED_UP = 2;
    private static final Tuple CLIENT = LookUpsTest.tuple("127.0.0.1", 80, "127.0.0.1", 81);
    /** The first readings do not count: they load classes. */
    private static final int COUNTED_FROM = 4;

    @TempDir
    Path proc;

    private final FakeDiagSocket kernel = new FakeDiagSocket();
    private final AtomicInteger links = new AtomicInteger();
    private final List<String> log = new ArrayList<>();
    private long now = TimeUnit.HOURS.toNanos(1);
    /** How long each look at the clock takes: the table is read in a few. */
    private long tick = MILLI;

    private ConnectionTable table;

    @BeforeEach
    void world() {
        write("tcp", HEADER + row("0100007F:0050", "0100007F:0051", "01", IN_TABLE));
        kernel.has(FakeDiagSocket.row("127.0.0.1", 80, "127.0.0.1", 81, TcpState.ESTABLISHED, LOOKED_UP));
        table = new ConnectionTable(new Proc(proc.toFile()), () -> now += tick);
        table.lookUpBy(
                () -> {
                    links.incrementAndGet();
                    return kernel;
                },
                log::add);
    }

    @Test
    void looksUpOnceTheTableIsKnownToBeDearAndLookUpsHaveFoundWhatItShows() {
        for (int i = 0; i < COUNTED_FROM; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(links).as("not linked before").hasValue(0);

        assertThat(inode(CLIENT)).as("the reading that proves them").isEqualTo(IN_TABLE);
        assertThat(log)
                .containsExactly("looks up closed connections one by one (sock_diag), which costs less here than to"
                        + " read all of /proc/self/net/tcp");
        for (int i = 0; i < 3; i++) {
            assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);
        }
        assertThat(links).hasValue(1);
        assertThat(log).hasSize(1);
    }

    @Test
    void readsATableThatIsCheap() {
        tick = MILLI / 100;

        for (int i = 0; i < 10; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(links).hasValue(0);
    }

    @Test
    void readsTheTableForSoManyThatLookUpsWouldCostMore() {
        provesThem();

        List<Tuple> many = new ArrayList<>(Collections.nCopies(10_000, CLIENT));
        assertThat(table.read(many, false).row(CLIENT).inode()).isEqualTo(IN_TABLE);
        assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "fe80::1, fe80::2", "febf::1, 2001:db8::1", "2001:db8::1, fe80::1"})
    void readsTheTableForWhatOneAlonePreventsFromBeingLookedUp(String local, String remote) {
        provesThem();
        Tuple incomplete = LookUpsTest.tuple(local, 80, remote, 81);

        assertThat(table.read(List.of(CLIENT, incomplete), false).row(CLIENT).inode())
                .isEqualTo(IN_TABLE);
        assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);
    }

    /** Only then do hooks read the local addresses of connections that are closed at once. */
    @Test
    void linksLookUpsAlsoWhereNoLocalAddressIsKnownYet() {
        Tuple incomplete = CLIENT.atAnyAddress();
        for (int i = 0; i <= COUNTED_FROM; i++) {
            assertThat(table.read(List.of(incomplete), false).row(incomplete).inode())
                    .isEqualTo(IN_TABLE);
        }

        assertThat(links).hasValue(1);
        assertThat(kernel.opened).isZero();
    }

    @Test
    void readsTheTableWhereNothingIsLinkedYet() {
        table.lookUpBy(
                () -> {
                    links.incrementAndGet();
                    return links.get() > 3 ? kernel : null;
                },
                log::add);

        for (int i = 0; i < COUNTED_FROM + 4; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);
    }

    /** Without its module tcp_diag the kernel answers as if there were no connection, and calls modprobe each time. */
    @Test
    void believesNoKernelThatDoesNotFindWhatTheTableShows() {
        kernel.hasNothing();

        for (int i = 0; i < 20; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(kernel.requestsOfEachSend)
                .as("three tries, of one look-up each")
                .containsExactly(1, 1, 1);
        assertThat(log).singleElement().asString().startsWith("the kernel does not look up single connections");
    }

    @Test
    void givesUpWhereTheSystemForbidsIt() {
        kernel.isAllowed = false;

        for (int i = 0; i < 20; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(kernel.opened).isEqualTo(3);
        assertThat(log).hasSize(1);
    }

    @Test
    void readsTheTableOnceWhereAnAnswerMakesNoSense() {
        provesThem();
        kernel.change = real -> {
            kernel.change = next -> next;
            return null;
        };

        assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        assertThat(inode(CLIENT)).as("they have found it again").isEqualTo(LOOKED_UP);
        assertThat(log).hasSize(1);
    }

    @Test
    void givesUpWhereAnswersMakeNoSenseAnyMore() {
        provesThem();
        kernel.change = real -> null;

        for (int i = 0; i < 20; i++) {
            assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        }
        assertThat(kernel.opened)
                .as("the proof and the look-up before, and three that failed")
                .isEqualTo(5);
        assertThat(log).hasSize(2);
    }

    @Test
    void provesThemAgainAfterSomeMinutes() {
        provesThem();
        now += TimeUnit.MINUTES.toNanos(6);
        assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);

        now += TimeUnit.MINUTES.toNanos(6);
        kernel.hasNothing();
        assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
        assertThat(inode(CLIENT)).isEqualTo(IN_TABLE);
    }

    @Test
    void provesThemByAListenerWhereTheTableShowsNoConnection() {
        write("tcp", HEADER + row("0100007F:1F90", "00000000:0000", "0A", IN_TABLE));
        kernel.hasListener(FakeDiagSocket.row("127.0.0.1", 8080, "0.0.0.0", 0, TcpState.LISTEN, LOOKED_UP));

        provesThem();
        assertThat(table.read(List.of(CLIENT), true).listeners(8080))
                .extracting(Row::inode)
                .containsExactly(LOOKED_UP);
    }

    /** One whose state is about to change may be gone when it is looked up. */
    @Test
    void doesNotAskForWhatMayBeGoneByThen() {
        write(
                "tcp",
                HEADER
                        + row("0100007F:0050", "0100007F:0051", "09", 0)
                        + "   0: 0100007F:0051 0100007F:0050 06 00000000:00000000 03:00000063 00000000 0 0 0 1\n");

        for (int i = 0; i < 10; i++) {
            assertThat(inode(CLIENT)).isZero();
        }
        assertThat(kernel.opened).isZero();
        assertThat(log).isEmpty();
    }

    private void provesThem() {
        for (int i = 0; i <= COUNTED_FROM; i++) {
            table.read(List.of(CLIENT), false);
        }
        assertThat(inode(CLIENT)).isEqualTo(LOOKED_UP);
    }

    private long inode(Tuple tuple) {
        return table.read(List.of(tuple), false).row(tuple).inode();
    }

    private static String row(String local, String remote, String state, long inode) {
        return "   0: " + local + " " + remote + " " + state + " 00000000:00000000 00:00000000 00000000     0        0 "
                + inode + " 1\n";
    }

    private void write(String file, String text) {
        try {
            Path path = proc.resolve("self/net/" + file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
