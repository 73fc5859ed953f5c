package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Fuzz;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of the kernel's tables as no kernel prints them: refused, or read as a row that every accessor can tell. */
class RowParserFuzzTest {
    private final RowParser parser = new RowParser(ByteOrder.LITTLE_ENDIAN);
    private final Row row = new Row();

    @Test
    void refusesOrReads() {
        Fuzz.texts(
                List.of(
                        "   0: 0100007F:A3C4 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 41562 1",
                        "   7: 0000000000000000FFFF00000100007F:A3C4 0000000000000000FFFF00000100007F:1F90 06 00000000:00000000"
                                + " 03:00001770 00000000     0        0 0 3 0000000000000000",
                        "  12: 00000000:1F90 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 9 1"),
                this::parse);
    }

    private void parse(byte[] input) {
        if (parser.head(input, 0, input.length, row) && parser.rest(row)) {
            assertThat(row.localPort).isBetween(0, 65_535);
            assertThat(row.remotePort).isBetween(0, 65_535);
            assertThat(row.state).isNotNull();
            assertThat(row.timer).isNotNull();
            assertThat(row.copy()).hasToString(row.toString());
        }
    }
}
