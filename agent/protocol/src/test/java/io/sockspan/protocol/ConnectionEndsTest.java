package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionEndsTest {
    private static final String HERE = "127.0.0.1";

    @Test
    void distinguishConnectionsOfOneLocalPort() {
        ConnectionEnds ends = ConnectionEnds.of(HERE, 50000, "10.0.0.1", 80);

        assertThat(ends.mayBe(ConnectionEnds.of(HERE, 50000, "10.0.0.1", 80))).isTrue();
        assertThat(ends.mayBe(ConnectionEnds.of(HERE, 50000, "10.0.0.1", 81))).isFalse();
        assertThat(ends.mayBe(ConnectionEnds.of(HERE, 50000, "10.0.0.2", 80))).isFalse();
        assertThat(ends.mayBe(ConnectionEnds.of("127.0.0.2", 50000, "10.0.0.1", 80)))
                .isFalse();
        assertThat(ends.mayBe(ConnectionEnds.of(HERE, 50001, "10.0.0.1", 80))).isFalse();
    }

    @Test
    void compareOnlyWhatBothKnow() {
        ConnectionEnds ends = ConnectionEnds.of(HERE, 50000, "10.0.0.1", 80);

        assertThat(ends.mayBe(ConnectionEnds.of(null, 50000, null, -1))).isTrue();
        assertThat(ends.mayBe(ConnectionEnds.of("0.0.0.0", 50000, "::ffff:10.0.0.1", 80)))
                .isTrue();
        assertThat(ends.mayBe(ConnectionEnds.of("a.name.that.nobody.looks.up", 50000, "10.0.0.1", 80)))
                .isTrue();
    }

    @Test
    void knowWhatIsNoConnection() {
        assertThat(ConnectionEnds.of(new InetSocketAddress(HERE, 0), null)).isNull();
        assertThat(ConnectionEnds.of(null, new InetSocketAddress(HERE, 80))).isNull();
        assertThat(ConnectionEnds.of(new InetSocketAddress(HERE, 50000), new InetSocketAddress(HERE, 80)))
                .isEqualTo(ConnectionEnds.of(HERE, 50000, HERE, 80));
    }

    @Test
    void areReadAsTheyAreWritten() {
        List<ConnectionEnds> ends = Arrays.asList(
                ConnectionEnds.of(HERE, 50000, "10.0.0.1", 80),
                ConnectionEnds.of("::1", 50001, "fe80::1", 443),
                ConnectionEnds.of(null, 50002, null, 0));

        assertThat(ConnectionEnds.parse(ConnectionEnds.text(ends))).containsExactlyInAnyOrderElementsOf(ends);
        assertThat(ConnectionEnds.parse(ConnectionEnds.text(Collections.emptyList())))
                .isEmpty();
        assertThatThrownBy(() -> ConnectionEnds.parse("50000")).isInstanceOf(IllegalArgumentException.class);
    }
}
