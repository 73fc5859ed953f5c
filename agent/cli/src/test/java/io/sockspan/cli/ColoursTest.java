package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColoursTest {
    private static final String TABLE = """
            orders.jar  2 open, 1 suspect    kernel state read 0.2 s ago    0 events dropped
               ID SIDE   STATE        FOR     AGE     LOCAL            REMOTE            OPENED AT
             1042 client CLOSE_WAIT   13m58s  14m02s  10.0.0.5:51344   db-3:5432         Inventory.lookup:88
                         SUSPECT 3f9a1c7e
             1077 server ESTABLISHED     41s     41s  10.0.0.5:8080    10.0.9.9:40112    HttpServer.accept:31
            """;

    @Test
    void paintsStatesAccusationsAndHeaders() {
        assertThat(Colours.paint(TABLE))
                .contains(
                        "client \u001b[31mCLOSE_WAIT\u001b[0m   13m58s",
                        "\u001b[1;31mSUSPECT 3f9a1c7e\u001b[0m",
                        "\u001b[32mESTABLISHED\u001b[0m     41s",
                        "\u001b[1m   ID SIDE   STATE");
    }

    @Test
    void changesNothingButColours() {
        assertThat(Colours.paint(TABLE).replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(TABLE);
        assertThat(Colours.paint("nothing to paint\n")).isEqualTo("nothing to paint\n");
    }
}
