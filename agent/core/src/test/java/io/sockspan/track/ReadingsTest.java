package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private final Transition closeWait = change(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT);
    private final Transition lastAck = change(TcpState.CLOSE_WAIT, TcpState.LAST_ACK);

    @Test
    void keepsTheReadingAtTheEndOfEachPhase() {
        TcpStatistics first = statistics(TcpState.CLOSE_WAIT);
        TcpStatistics second = statistics(TcpState.CLOSE_WAIT);
        Readings readings = Readings.with(Readings.with(null, first, closeWait), second, lastAck);

        assertThat(readings.at(closeWait)).isSameAs(first);
        assertThat(readings.at(lastAck)).isSameAs(second);
        assertThat(readings.statistics).isSameAs(second);
        assertThat(readings.at(change(TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)))
                .isNull();
    }

    @Test
    void keepsOneReadingThatBelongsToNoPhase() {
        TcpStatistics first = statistics(TcpState.CLOSE_WAIT);
        TcpStatistics last = statistics(TcpState.CLOSE_WAIT);
        Readings readings = Readings.with(null, first, closeWait);
        readings = Readings.with(readings, statistics(TcpState.CLOSE_WAIT), null);
        readings = Readings.with(readings, last, null);

        assertThat(readings.statistics).isSameAs(last);
        assertThat(readings.at(null)).isSameAs(last);
        assertThat(readings.at(closeWait)).isSameAs(first);
        assertThat(Readings.with(readings, first, lastAck).at(null)).isNull();
    }

    @Test
    void readsWhereDataCouldFlowUntilNow() {
        Transition acknowledged = change(TcpState.LAST_ACK, TcpState.CLOSED);

        assertThat(Readings.endOfTransfer(List.of(change(TcpState.SYN_SENT, TcpState.ESTABLISHED))))
                .isNull();
        assertThat(Readings.endOfTransfer(List.of(closeWait, lastAck, acknowledged)))
                .isSameAs(lastAck);
        assertThat(Readings.endOfTransfer(List.of(acknowledged))).isNull();
    }

    @Test
    void readsAnIdleConnectionAgainWhenItMayHaveBeenIdleForTwiceAsLong() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        Readings read = Readings.with(null, idle(3 * minute, 10 * minute), null);

        assertThat(Readings.areDue(read, 13 * minute - 1)).isFalse();
        assertThat(Readings.areDue(read, 13 * minute)).isTrue();
        assertThat(Readings.areDue(Readings.with(null, idle(0, 10 * minute), null), 10 * minute))
                .as("in use at the last reading")
                .isTrue();
    }

    @Test
    void readsAnIdleConnectionAtLeastEveryQuarterOfAnHour() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        Readings read = Readings.with(null, idle(300 * minute, 0), null);

        assertThat(Readings.areDue(read, 15 * minute - 1)).isFalse();
        assertThat(Readings.areDue(read, 15 * minute)).isTrue();
    }

    @Test
    void readsWhatWasNeverReadAndWhatTheKernelKeepsNoAgesOf() {
        assertThat(Readings.areDue(null, 0)).isTrue();
        assertThat(Readings.areDue(Readings.with(null, statistics(TcpState.ESTABLISHED), null), 0))
                .isTrue();
    }

    private static TcpStatistics idle(long nanos, long readAt) {
        int millis = (int) TimeUnit.NANOSECONDS.toMillis(nanos);
        ByteBuffer info = ByteBuffer.allocate(232).order(ByteOrder.nativeOrder());
        info.put(0, (byte) TcpState.ESTABLISHED.kernelNumber());
        info.putInt(44, millis).putInt(52, millis + 7).putInt(140, 3);
        return TcpStatistics.of(info.array(), true, readAt, readAt);
    }

    private static Transition change(TcpState from, TcpState to) {
        return new Transition(from, to, 0, 0, Evidence.KERNEL);
    }

    private static TcpStatistics statistics(TcpState state) {
        byte[] bytes = new byte[104];
        bytes[0] = (byte) state.kernelNumber();
        return TcpStatistics.of(bytes, true, 0, 0);
    }
}
