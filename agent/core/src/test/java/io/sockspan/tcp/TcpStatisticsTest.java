package io.sockspan.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TcpStatisticsTest {
    private static final int ESTABLISHED = 1;
    private static final int FIN_WAIT_2 = 5;
    private static final int CLOSED = 7;
    private static final int CLOSE_WAIT = 8;

    /** {@code sizeof(struct tcp_info)} in Linux 4.19. */
    private final ByteBuffer info = ByteBuffer.allocate(224).order(ByteOrder.nativeOrder());

    @Test
    void readsTheFieldsInTheUnitsOfTheAgent() {
        TcpStatistics known = of(ESTABLISHED)
                .with(68, 1_500)
                .with(148, 900)
                .with(100, 7)
                .with(24, 3)
                .with(144, 4_096)
                .with(160, 5_000_000L)
                .with(168, 60_000L)
                .with(176, 20_000L)
                .with(184, 10_000L)
                .read(true);

        assertThat(known.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(known.rtt()).isEqualTo(1_500_000);
        assertThat(known.minRtt()).isEqualTo(900_000);
        assertThat(known.retransmits()).isEqualTo(7);
        assertThat(known.unacknowledgedSegments()).isEqualTo(3);
        assertThat(known.unsentBytes()).isEqualTo(4_096);
        assertThat(known.deliveryRate()).isEqualTo(5_000_000);
        assertThat(known.busy()).isEqualTo(60_000_000);
        assertThat(known.limitedByPeer()).isEqualTo(20_000_000);
        assertThat(known.limitedBySendBuffer()).isEqualTo(10_000_000);
    }

    @Test
    void saysWhetherTheApplicationLimitedTheDelivery() {
        int lowest = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0x80;
        of(ESTABLISHED).info.put(7, (byte) lowest);
        assertThat(read(true).isDeliveryLimitedByApplication()).isTrue();
        info.put(7, (byte) ~lowest);
        assertThat(read(true).isDeliveryLimitedByApplication()).isFalse();
    }

    @Test
    void countsNoSynAndNoFinAsData() {
        of(ESTABLISHED).with(120, 101L).with(128, 50L);
        assertThat(read(true).bytesAcknowledged()).isEqualTo(100);
        assertThat(read(false).bytesAcknowledged()).isEqualTo(101);
        assertThat(read(true).bytesReceived()).isEqualTo(50);

        of(FIN_WAIT_2);
        assertThat(read(true).bytesAcknowledged()).isEqualTo(99);
        of(CLOSE_WAIT);
        assertThat(read(true).bytesAcknowledged()).isEqualTo(100);
        assertThat(read(true).bytesReceived()).isEqualTo(49);
    }

    @Test
    void doesNotSayHowManyBytesWereDataWhereAResetHidesWhetherAFinWas() {
        TcpStatistics known = of(CLOSED).with(120, 101L).with(128, 50L).read(true);

        assertThat(known.bytesAcknowledged()).isEqualTo(TcpStatistics.UNKNOWN);
        assertThat(known.bytesReceived()).isEqualTo(TcpStatistics.UNKNOWN);
    }

    @Test
    void knowsWhatWasNotMeasured() {
        TcpStatistics known = of(ESTABLISHED).with(148, -1).read(true);

        assertThat(known.rtt()).isEqualTo(TcpStatistics.UNKNOWN);
        assertThat(known.minRtt()).isEqualTo(TcpStatistics.UNKNOWN);
        assertThat(known.deliveryRate()).isEqualTo(TcpStatistics.UNKNOWN);
    }

    @Test
    void readsAgesInMilliseconds() {
        TcpStatistics known = of(ESTABLISHED)
                .with(44, 300)
                .with(52, 200)
                .with(56, 100)
                .with(140, 2)
                .read(true);

        assertThat(known.sinceSent()).isEqualTo(300_000_000);
        assertThat(known.sinceReceived()).isEqualTo(200_000_000);
        assertThat(known.sinceAcknowledged()).isEqualTo(100_000_000);
        assertThat(known.idle()).isEqualTo(200_000_000);
    }

    @Test
    void knowsByWhenThePeerHadClosedInCloseWaitOnly() {
        of(CLOSE_WAIT).with(56, 5_000).with(140, 2);
        long read = 60_000_000_000L;
        TcpStatistics known = TcpStatistics.of(info.array(), true, read - 1, read);
        assertThat(known.peerClosedBy()).isEqualTo(read - 5_000_000_000L + TcpStatistics.TICK);

        of(ESTABLISHED);
        assertThat(read(true).peerClosedBy()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void believesNoAgeOfAKernelThatCountsNoSegments() {
        TcpStatistics known = of(ESTABLISHED).read(true);

        assertThat(known.sinceSent()).isEqualTo(TcpStatistics.UNKNOWN);
        assertThat(known.idle()).isEqualTo(TcpStatistics.UNKNOWN);
    }

    @Test
    void hasNoFieldThatTheKernelDidNotReturn() {
        of(ESTABLISHED)
                .with(68, 1_500)
                .with(100, 7)
                .with(120, 101L)
                .with(148, 900)
                .with(176, 20_000L);
        // Linux 3.10, and Linux 4.1.
        TcpStatistics oldest = TcpStatistics.of(Arrays.copyOf(info.array(), 104), true, 0, 0);
        TcpStatistics older = TcpStatistics.of(Arrays.copyOf(info.array(), 136), true, 0, 0);

        assertThat(oldest.rtt()).isEqualTo(1_500_000);
        assertThat(oldest.retransmits()).isEqualTo(7);
        assertThat(oldest.bytesAcknowledged()).isEqualTo(TcpStatistics.UNKNOWN);
        assertThat(older.bytesAcknowledged()).isEqualTo(100);
        for (TcpStatistics known : new TcpStatistics[] {oldest, older}) {
            assertThat(known.minRtt()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.unsentBytes()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.deliveryRate()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.busy()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.limitedByPeer()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.limitedBySendBuffer()).isEqualTo(TcpStatistics.UNKNOWN);
            assertThat(known.sinceSent()).isEqualTo(TcpStatistics.UNKNOWN);
        }
    }

    @Test
    void acceptsNothingThatIsNoTcpInfo() {
        assertThat(TcpStatistics.of(null, true, 0, 0)).isNull();
        assertThat(TcpStatistics.of(new byte[4], true, 0, 0)).isNull();
        assertThat(of(0).read(true)).isNull();
        assertThat(of(77).read(true)).isNull();
    }

    private TcpStatisticsTest of(int state) {
        info.put(0, (byte) state);
        return this;
    }

    private TcpStatisticsTest with(int offset, int value) {
        info.putInt(offset, value);
        return this;
    }

    private TcpStatisticsTest with(int offset, long value) {
        info.putLong(offset, value);
        return this;
    }

    private TcpStatistics read(boolean isActiveOpen) {
        return TcpStatistics.of(info.array(), isActiveOpen, 0, 0);
    }
}
