package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.kernel.DiagAnswers.Kind;
import io.sockspan.tcp.TcpState;
import io.sockspan.testkit.Fuzz;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagAnswersTest {
    private static final long MILLI = 1_000_000;
    private static final byte[] ESTABLISHED =
            FakeDiagSocket.row("10.0.0.5", 51344, "10.0.3.7", 5432, TcpState.ESTABLISHED, 41_003, 2, 46_600);

    private final DiagAnswers answers = new DiagAnswers();
    private final Row row = new Row();

    @Test
    void readsASocket() {
        begin(FakeDiagSocket.withSequence(ESTABLISHED, 12));

        assertThat(answers.next()).isTrue();
        assertThat(answers.kind()).isEqualTo(Kind.ROW);
        assertThat(answers.sequence()).isEqualTo(12);
        assertThat(answers.row(row)).isTrue();
        assertThat(row)
                .hasToString(
                        "10.0.0.5 51344 -> 10.0.3.7 5432 ESTABLISHED tx 5 rx 17 timer KEEP_ALIVE 4660 inode 41003");
        assertThat(row.retransmits()).isEqualTo(1);
        assertThat(answers.next()).isFalse();
    }

    @Test
    void readsAListener() {
        begin(FakeDiagSocket.row("10.0.3.7", 5432, "0.0.0.0", 0, TcpState.LISTEN, 42_001));

        assertThat(answers.next() && answers.row(row)).isTrue();
        assertThat(row).hasToString("10.0.3.7 5432 -> 0.0.0.0 0 LISTEN tx 0 rx 17 timer NONE 0 inode 42001");
    }

    @Test
    void readsASocketOfIpv6() {
        begin(FakeDiagSocket.row("2001:db8::5", 52000, "2001:db8::1", 443, TcpState.CLOSE_WAIT, 0xffff_ffffL));

        assertThat(answers.next() && answers.row(row)).isTrue();
        assertThat(row.localAddress().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:5");
        assertThat(row.remoteAddress().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(row.inode()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void readsAMappedAddressAsThatOfIpv4() {
        byte[] dual = FakeDiagSocket.row("2001:db8::5", 52000, "2001:db8::1", 443, TcpState.CLOSE_WAIT, 1);
        for (int at : new int[] {24, 40}) {
            Arrays.fill(dual, at, at + 10, (byte) 0);
            Arrays.fill(dual, at + 10, at + 12, (byte) 0xff);
        }
        begin(dual);

        assertThat(answers.next() && answers.row(row)).isTrue();
        assertThat(row.localAddress().getHostAddress()).isEqualTo("0.0.0.5");
        assertThat(row.tuple().isIpv4()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"59_900, 10", "59_904, 5", "59_903, 5", "0, 10", "60000, 10"})
    void datesATimerToAJiffyAtEitherEnd(String left, int error) {
        int millis = Integer.parseInt(left.replace("_", ""));
        begin(FakeDiagSocket.timeWait("10.0.0.5", 51350, "10.0.3.7", 5432, millis));
        row.readBegan = 1_000_000 * MILLI;
        row.readEnded = row.readBegan + MILLI;

        assertThat(answers.next() && answers.row(row)).isTrue();
        long start = row.readBegan - (60_000 - millis) * MILLI;
        assertThat(row.knowsStart()).isTrue();
        assertThat(row.startedEarliest()).isEqualTo(start - error * MILLI);
        assertThat(row.startedLatest()).isEqualTo(start + MILLI + error * MILLI);
    }

    @Test
    void knowsNoStartOfATimerThatIsLongerThanTheState() {
        begin(FakeDiagSocket.timeWait("10.0.0.5", 51350, "10.0.3.7", 5432, -1));

        assertThat(answers.next() && answers.row(row)).isTrue();
        assertThat(row.knowsStart()).isFalse();
    }

    @Test
    void readsErrorsAndEnds() {
        byte[] error = FakeDiagSocket.withSequence(FakeDiagSocket.error(-2), 1);
        byte[] end = FakeDiagSocket.withSequence(FakeDiagSocket.end(0), 2);
        begin(joined(error, end));

        assertThat(answers.next()).isTrue();
        assertThat(answers.kind()).isEqualTo(Kind.ERROR);
        assertThat(answers.errno()).isEqualTo(DiagAnswers.ENOENT);
        assertThat(answers.next()).isTrue();
        assertThat(answers.kind()).isEqualTo(Kind.END);
        assertThat(answers.sequence()).isEqualTo(2);
        assertThat(answers.errno()).isZero();
        assertThat(answers.next()).isFalse();
    }

    @Test
    void skipsThePaddingBetweenMessages() {
        byte[] odd = Arrays.copyOf(FakeDiagSocket.error(-2), 40);
        ByteBuffer.wrap(odd).order(ByteOrder.nativeOrder()).putInt(0, 37);
        begin(joined(odd, FakeDiagSocket.end(0)));

        assertThat(kinds()).containsExactly(Kind.ERROR, Kind.END);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 89, 4_096, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void refusesAMessageWhoseLengthMakesNoSense(int length) {
        byte[] wrong = ESTABLISHED.clone();
        ByteBuffer.wrap(wrong).order(ByteOrder.nativeOrder()).putInt(0, length);
        begin(wrong);

        assertThat(kinds()).startsWith(Kind.UNKNOWN);
    }

    @Test
    void refusesEveryCutMessage() {
        for (int length = 1; length < ESTABLISHED.length; length++) {
            begin(Arrays.copyOf(ESTABLISHED, length));
            assertThat(kinds()).as("the first %s bytes", length).containsExactly(Kind.UNKNOWN);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 0", "17, 0", "17, 13", "17, -1", "18, 5", "18, -1"})
    void refusesAFamilyStateOrTimerThatIsNone(int at, byte value) {
        byte[] wrong = ESTABLISHED.clone();
        wrong[at] = value;
        begin(wrong);

        assertThat(answers.next()).isTrue();
        assertThat(answers.row(row)).isFalse();
    }

    @Test
    void refusesOrReadsWhateverComes() {
        Fuzz.bytes(
                List.of(
                        ESTABLISHED,
                        joined(FakeDiagSocket.error(-2), ESTABLISHED),
                        joined(ESTABLISHED, FakeDiagSocket.end(0))),
                input -> {
                    begin(input);
                    int messages = 0;
                    while (answers.next()) {
                        assertThat(++messages).isLessThanOrEqualTo(input.length);
                        if (answers.kind() == Kind.ROW && answers.row(row)) {
                            assertThat(row.copy()).hasToString(row.toString());
                        }
                    }
                });
    }

    private void begin(byte[] datagram) {
        answers.begin(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()));
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        while (answers.next()) {
            kinds.add(answers.kind());
        }
        return kinds;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
