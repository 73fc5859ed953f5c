package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpStatistics;
import org.junit.jupiter.api.Test;

class AcceptWaitTest {
    private static final long MILLI = 1_000_000;
    private static final long AT = 5_000 * MILLI;

    @Test
    void boundsTheHandshakeByTheWaitAndATick() {
        assertThat(AcceptWait.handshakeNotBefore(AT, 300, 0)).isEqualTo(AT - 300 * MILLI - TcpStatistics.TICK);
    }

    @Test
    void keepsTheBoundThatIsLater() {
        assertThat(AcceptWait.handshakeNotBefore(AT, 300, AT - 5 * MILLI)).isEqualTo(AT - 5 * MILLI);
    }

    @Test
    void keepsTheBoundWhereTheWaitIsUnknown() {
        assertThat(AcceptWait.handshakeNotBefore(AT, AcceptWait.UNKNOWN, 7)).isEqualTo(7);
    }
}
