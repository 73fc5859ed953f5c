package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowParserTest {
    private final Row row = new Row();

    @Test
    void readsEachColumn() {
        String line = "  12: 0500000A:C890 0703000A:1538 01 0000000A:00000401 04:00000064 00000003  1000        5"
                + " 41562 2 ffff888100b4c900 20 4 31 10 -1";

        assertThat(parse(line, ByteOrder.LITTLE_ENDIAN)).isTrue();
        assertThat(row.localAddress().getHostAddress()).isEqualTo("10.0.0.5");
        assertThat(row.localPort()).isEqualTo(51344);
        assertThat(row.remoteAddress().getHostAddress()).isEqualTo("10.0.3.7");
        assertThat(row.remotePort()).isEqualTo(5432);
        assertThat(row.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(row.txQueue()).isEqualTo(10);
        assertThat(row.rxQueue()).isEqualTo(1025);
        assertThat(row.timer()).isEqualTo(Timer.ZERO_WINDOW_PROBE);
        assertThat(row.timerTicks()).isEqualTo(100);
        assertThat(row.retransmits()).isEqualTo(3);
        assertThat(row.inode()).isEqualTo(41562);
    }

    @Test
    void readsAddressesOfABigEndianKernel() {
        String line =
                "   0: 7F000001:0050 20010DB8000000000000000000000001:01BB 01 00000000:00000000 00:00000000 00000000"
                        + "     0        0 7 1";

        assertThat(parse(line, ByteOrder.BIG_ENDIAN)).isTrue();
        assertThat(row.localAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(row.remoteAddress().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void readsTimersOfMoreThanEightDigitsAndInodesOfMoreThan32Bits() {
        String line = "   0: 0100007F:0050 0100007F:0051 01 00000000:00000000 02:1000000000 00000000     0        0"
                + " 18446744073 1";

        assertThat(parse(line, ByteOrder.LITTLE_ENDIAN)).isTrue();
        assertThat(row.timerTicks()).isEqualTo(0x10_0000_0000L);
        assertThat(row.inode()).isEqualTo(18_446_744_073L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "   0: 0100007F:0050",
                "   0: 0100007F0100007F:0050 0100007F:0051 01 00000000:00000000 00:00000000 00000000     0        0 7 1",
                "   0: 0100007F0100007F0100007F0100007F0100007F:0050 0100007F:0051 01 00000000:00000000 00:00000000 00000000     0        0 7 1",
                "   0: 0100007F:0050 0100007F:0051 01 00000000:00000000 02:00000000 00000000     0        0",
                "   0: 0100007F:0050 0100007F:0051 0E 00000000:00000000 02:00000000 00000000     0        0 7",
                "   0: 0100007F:0050 0100007F:0051 01 00000000:00000000 07:00000000 00000000     0        0 7",
                "   0: 0100007F.0050 0100007F:0051 01 00000000:00000000 02:00000000 00000000     0        0 7",
                "   0: 0100007Z:0050 0100007F:0051 01 00000000:00000000 02:00000000 00000000     0        0 7",
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
            })
    void refusesAnythingElse(String line) {
        assertThat(parse(line, ByteOrder.LITTLE_ENDIAN)).isFalse();
    }

    private boolean parse(String line, ByteOrder order) {
        byte[] bytes = ("x" + line + "x").getBytes(StandardCharsets.US_ASCII);
        RowParser parser = new RowParser(order);
        return parser.head(bytes, 1, bytes.length - 1, row) && parser.rest(row);
    }
}
