package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LookUpsTest {
    private static final Tuple CLIENT = tuple("10.0.0.5", 51344, "10.0.3.7", 5432);
    private static final Tuple GONE = tuple("10.0.0.5", 51346, "10.0.3.7", 5432);
    private static final byte[] LISTENER = FakeDiagSocket.row("10.0.3.7", 5432, "0.0.0.0", 0, TcpState.LISTEN, 42_001);

    @TempDir
    Path proc;

    private final FakeDiagSocket kernel = new FakeDiagSocket();
    private final AtomicLong now = new AtomicLong(1_000);
    private LookUps lookUps;

    @BeforeEach
    void finTimeout() throws Exception {
        Files.createDirectories(proc.resolve("sys/net/ipv4"));
        Files.writeString(proc.resolve("sys/net/ipv4/tcp_fin_timeout"), "60\n");
        lookUps = new LookUps(kernel, new Proc(proc.toFile()), now::incrementAndGet);
    }

    @Test
    void findsBothEnds() {
        kernel.has(FakeDiagSocket.row("10.0.0.5", 51344, "10.0.3.7", 5432, TcpState.FIN_WAIT_2, 0, 3, 59_000))
                .has(FakeDiagSocket.row("10.0.3.7", 5432, "10.0.0.5", 51344, TcpState.CLOSE_WAIT, 42_002));

        ProcSnapshot found = lookUps.read(List.of(CLIENT, GONE), false);

        assertThat(found.isComplete()).isTrue();
        assertThat(found.row(CLIENT).state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(found.row(CLIENT).knowsStart()).isTrue();
        assertThat(found.mirror(CLIENT).inode()).isEqualTo(42_002);
        assertThat(found.row(GONE)).isNull();
        assertThat(found.mirror(GONE)).isNull();
        assertThat(found.began()).isLessThan(found.row(CLIENT).readBegan());
        assertThat(found.row(CLIENT).readBegan()).isLessThan(found.row(CLIENT).readEnded());
        assertThat(found.row(CLIENT).readEnded()).isLessThan(found.ended());
        assertThat(kernel.isClosed()).isTrue();
    }

    @Test
    void takesAListenerThatAnswersForTheConnectionsAbsence() {
        byte[] answer = LISTENER.clone();
        kernel.change = real -> errno(real) == -DiagAnswers.ENOENT ? sameRequest(real, answer) : real;

        ProcSnapshot found = lookUps.read(List.of(CLIENT), false);

        assertThat(found.row(CLIENT)).isNull();
        assertThat(found.mirror(CLIENT)).isNull();
        assertThat(found.listeners(5432)).as("it was not asked for").isEmpty();
    }

    @Test
    void asksTwiceBeforeItSaysThatAConnectionIsGone() {
        AtomicInteger sends = new AtomicInteger();
        kernel.onSend = () -> {
            if (sends.incrementAndGet() == 2) {
                kernel.has(FakeDiagSocket.timeWait("10.0.0.5", 51344, "10.0.3.7", 5432, 59_996));
            }
        };

        assertThat(lookUps.read(List.of(CLIENT), false).row(CLIENT).state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(kernel.requestsOfEachSend).containsExactly(2, 2);
    }

    @Test
    void asksForThePeerAgainAfterAConnectionThatIsGone() {
        AtomicInteger sends = new AtomicInteger();
        kernel.has(FakeDiagSocket.row("10.0.3.7", 5432, "10.0.0.5", 51344, TcpState.FIN_WAIT_2, 0));
        kernel.onSend = () -> {
            if (sends.incrementAndGet() == 2) {
                kernel.has(FakeDiagSocket.timeWait("10.0.3.7", 5432, "10.0.0.5", 51344, 59_996));
            }
        };

        ProcSnapshot found = lookUps.read(List.of(CLIENT), false);

        assertThat(found.row(CLIENT)).isNull();
        assertThat(found.mirror(CLIENT).state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void asksOnceMoreForEachEndWhereBothAreGone() {
        assertThat(lookUps.read(List.of(CLIENT, CLIENT.opposite()), false).row(CLIENT))
                .isNull();
        assertThat(kernel.requestsOfEachSend).containsExactly(2, 2);
    }

    @Test
    void asksForFiftyAtOnce() {
        List<Tuple> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(tuple("10.0.0.5", 40_000 + i, "10.0.3.7", 5432));
            kernel.has(FakeDiagSocket.row("10.0.0.5", 40_000 + i, "10.0.3.7", 5432, TcpState.LAST_ACK, 0));
        }

        ProcSnapshot found = lookUps.read(many, false);

        assertThat(many).allMatch(tuple -> found.row(tuple).localPort() == tuple.localPort);
        assertThat(kernel.requestsOfEachSend).containsExactly(50, 50, 20);
        assertThat(kernel.opened).isEqualTo(1);
    }

    @Test
    void looksUpEachEndOnceWhereBothAreFollowed() {
        kernel.has(FakeDiagSocket.timeWait("10.0.0.5", 51344, "10.0.3.7", 5432, 59_996));

        ProcSnapshot found = lookUps.read(List.of(CLIENT, CLIENT.opposite()), false);

        assertThat(kernel.requestsOfEachSend).containsExactly(2, 2);
        assertThat(found.mirror(CLIENT.opposite()).state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void findsListenersOfBothFamilies() {
        kernel.hasListener(LISTENER).hasListener(FakeDiagSocket.row("::", 9090, "::", 0, TcpState.LISTEN, 42_003));

        ProcSnapshot found = lookUps.read(List.of(), true);

        assertThat(found.listeners(5432)).extracting(Row::inode).containsExactly(42_001L);
        assertThat(found.listeners(9090)).extracting(Row::inode).containsExactly(42_003L);
        assertThat(found.listeners(9090)).extracting(Row::rxQueue).containsExactly(17L);
        assertThat(found.isComplete()).isTrue();
    }

    @Test
    void findsNothingWhereTheSystemForbidsIt() {
        kernel.isAllowed = false;

        assertThat(lookUps.read(List.of(CLIENT), false)).isNull();
        assertThat(lookUps.findsAll(List.of(CLIENT))).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void concludesNothingFromAnAnswerThatMakesNoSense(String what, UnaryOperator<byte[]> change) {
        kernel.has(FakeDiagSocket.row("10.0.0.5", 51344, "10.0.3.7", 5432, TcpState.LAST_ACK, 0))
                .hasListener(LISTENER);
        kernel.change = change;

        assertThat(lookUps.read(List.of(CLIENT, GONE), true)).isNull();
        assertThat(kernel.isClosed()).isTrue();

        kernel.change = real -> real;
        assertThat(lookUps.read(List.of(CLIENT, GONE), true).row(CLIENT)).isNotNull();
    }

    static Stream<Arguments> oddities() {
        return Stream.of(
                oddity("no answer", real -> null),
                oddity("one answer is missing", real -> isRow(real) ? null : real),
                oddity("an empty datagram for ever", real -> new byte[0]),
                oddity("a cut row", real -> isRow(real) ? Arrays.copyOf(real, 60) : real),
                oddity("a cut error", real -> isRow(real) ? real : Arrays.copyOf(real, 18)),
                oddity("EPERM", real -> isRow(real) ? real : sameRequest(real, FakeDiagSocket.error(-1))),
                oddity("ENOMEM", real -> isRow(real) ? real : sameRequest(real, FakeDiagSocket.error(-12))),
                oddity("no error", real -> isRow(real) ? real : sameRequest(real, FakeDiagSocket.error(0))),
                oddity("an end", real -> isRow(real) ? sameRequest(real, FakeDiagSocket.end(0)) : real),
                oddity("another request's answer", real -> isRow(real) ? FakeDiagSocket.withSequence(real, 99) : real),
                oddity("an answer from before", real -> isRow(real) ? FakeDiagSocket.withSequence(real, -1) : real),
                oddity("the answer twice", real -> isRow(real) ? twice(real) : real),
                oddity(
                        "another connection",
                        real -> isRow(real)
                                ? sameRequest(
                                        real,
                                        FakeDiagSocket.row("10.0.0.5", 51345, "10.0.3.7", 5432, TcpState.LAST_ACK, 0))
                                : real),
                oddity("a state that is none", real -> isRow(real) ? with(real, 17, 13) : real));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odditiesOfLists")
    void concludesNothingFromAListThatMakesNoSense(String what, UnaryOperator<byte[]> change) {
        kernel.hasListener(LISTENER);
        kernel.change = change;

        assertThat(lookUps.read(List.of(), true)).isNull();
        assertThat(kernel.isClosed()).isTrue();
    }

    static Stream<Arguments> odditiesOfLists() {
        return Stream.of(
                oddity("no end", real -> isRow(real) ? real : null),
                oddity("an end with an error", real -> isRow(real) ? real : sameRequest(real, FakeDiagSocket.end(-2))),
                oddity("an error", real -> sameRequest(real, FakeDiagSocket.error(-2))),
                oddity("a connection", real -> isRow(real) ? with(real, 17, 1) : real),
                oddity("another request's row", real -> isRow(real) ? FakeDiagSocket.withSequence(real, 99) : real),
                oddity("another request's end", real -> isRow(real) ? real : FakeDiagSocket.withSequence(real, 99)));
    }

    @Test
    void endsWhereAListHasNoEnd() {
        byte[] listener = LISTENER;
        DiagSocket endless = new DiagSocket() {
            private final ByteBuffer buffer = ByteBuffer.allocate(4_096).order(ByteOrder.nativeOrder());

            @Override
            public boolean open() {
                return true;
            }

            @Override
            public boolean send(ByteBuffer requests) {
                return true;
            }

            @Override
            public ByteBuffer receive() {
                return ByteBuffer.wrap(FakeDiagSocket.withSequence(listener, 1)).order(ByteOrder.nativeOrder());
            }

            @Override
            public void close() {
                // Nothing is open.
            }

            @Override
            public ByteBuffer buffer() {
                return buffer;
            }
        };

        assertThat(new LookUps(endless, new Proc(proc.toFile()), now::get).read(List.of(), true))
                .isNull();
    }

    @Test
    void saysWhetherItFindsAll() {
        kernel.hasListener(LISTENER);
        kernel.has(FakeDiagSocket.row("10.0.0.5", 51344, "10.0.3.7", 5432, TcpState.ESTABLISHED, 1));

        assertThat(lookUps.findsAll(List.of(CLIENT))).isTrue();
        assertThat(lookUps.findsAll(List.of(CLIENT, GONE))).isFalse();
        assertThat(lookUps.findsAll(List.of(tuple("10.0.3.7", 5432, "0.0.0.0", 0))))
                .isTrue();
    }

    @Test
    void looksUpNoMoreWhereTheFirstIsNotFound() {
        assertThat(lookUps.findsAll(List.of(GONE, CLIENT))).isFalse();
        assertThat(kernel.requestsOfEachSend).containsExactly(1);
    }

    private static Arguments oddity(String what, UnaryOperator<byte[]> change) {
        return Arguments.of(what, change);
    }

    private static boolean isRow(byte[] answer) {
        return answer.length == FakeDiagSocket.ROW;
    }

    private static int errno(byte[] answer) {
        return isRow(answer)
                ? 0
                : ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt(16);
    }

    /** Another answer to the request of a real one. */
    private static byte[] sameRequest(byte[] real, byte[] answer) {
        return FakeDiagSocket.withSequence(
                answer, ByteBuffer.wrap(real).order(ByteOrder.nativeOrder()).getInt(8));
    }

    private static byte[] twice(byte[] answer) {
        byte[] twice = Arrays.copyOf(answer, 2 * answer.length);
        System.arraycopy(answer, 0, twice, answer.length, answer.length);
        return twice;
    }

    private static byte[] with(byte[] answer, int at, int value) {
        byte[] changed = answer.clone();
        changed[at] = (byte) value;
        return changed;
    }

    static Tuple tuple(String local, int localPort, String remote, int remotePort) {
        try {
            return Tuple.of(InetAddress.getByName(local), localPort, InetAddress.getByName(remote), remotePort);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
