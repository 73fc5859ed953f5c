package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.kernel.Proc;
import io.sockspan.kernel.ProcNetTcp;
import io.sockspan.kernel.ProcSnapshot;
import io.sockspan.kernel.Tuple;
import io.sockspan.tcp.Closing;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStateMachine;
import io.sockspan.tcp.Transition;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times are milliseconds; the TIME_WAIT that the table shows began at 1000. */
class TimedObservationTest {
    private static final long MILLIS = 1_000_000;
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String ROW =
            "   0: 0100007F:0050 0100007F:0051 06 00000000:00000000 03:%08X 00000000     0        0 0 3 0000000000000000\n";

    @TempDir
    Path proc;

    private final Tuple tuple = Tuple.of(InetAddress.getLoopbackAddress(), 80, InetAddress.getLoopbackAddress(), 81);

    @Test
    void aQuickReadIsCloseEnough() throws Exception {
        assertThat(seen(2_000, 2_002).isCloseEnough()).isTrue();
    }

    @Test
    void aSlowReadIsNarrowedByAQuickOne() throws Exception {
        TimedObservation sight = seen(2_000, 2_025);
        assertThat(sight.isCloseEnough()).isFalse();
        sight.observeAgain(timeWait(3_000, 3_003).row(tuple));

        assertThat(sight.isCloseEnough()).isTrue();
        assertThat(began(sight)).containsExactly(996L, 1_015L);
    }

    @Test
    void whatTwoSlowReadsHaveInCommonIsCloserThanEither() throws Exception {
        ProcSnapshot first = timeWait(1_990, 2_015, 2_000);
        TimedObservation sight = new TimedObservation(tuple, first.row(tuple), null);
        sight.observeAgain(timeWait(3_000, 3_025).row(tuple));

        assertThat(began(sight)).containsExactly(996L, 1_027L);
    }

    @Test
    void aTimerThatWasStartedAnewDoesNotMoveTheBeginning() throws Exception {
        TimedObservation sight = seen(2_000, 2_025);
        sight.observeAgain(timeWait(3_000, 3_001, 2_100).row(tuple));

        assertThat(began(sight)).containsExactly(996L, 1_037L);
    }

    @Test
    void aRowThatIsGoneByTheSecondLookTakesNothingBack() throws Exception {
        TimedObservation sight = seen(2_000, 2_025);
        Files.writeString(proc.resolve("self/net/tcp"), HEADER);
        sight.observeAgain(read(3_000, 3_001).row(tuple));

        assertThat(began(sight)).containsExactly(996L, 1_037L);
    }

    @Test
    void whatNeverGetsCloserIsToldInTheEnd() throws Exception {
        TimedObservation sight = seen(2_000, 2_025);
        for (int look = 2; look < 9; look++) {
            sight.observeAgain(timeWait(2_000, 2_025).row(tuple));
        }
        assertThat(sight.isDue()).isFalse();
        sight.observeAgain(timeWait(2_000, 2_025).row(tuple));

        assertThat(sight.isDue()).isTrue();
    }

    private TimedObservation seen(long readBegan, long readEnded) throws IOException {
        return new TimedObservation(tuple, timeWait(readBegan, readEnded).row(tuple), null);
    }

    private ProcSnapshot timeWait(long readBegan, long readEnded) throws IOException {
        return timeWait(readBegan, readEnded, readBegan);
    }

    /** A table whose timer says at {@code told} how long TIME_WAIT has lasted since 1000. */
    private ProcSnapshot timeWait(long readBegan, long readEnded, long told) throws IOException {
        Files.createDirectories(proc.resolve("self/net"));
        Files.writeString(proc.resolve("self/net/tcp"), HEADER + String.format(ROW, 6_000 - (told - 1_000) / 10));
        return read(readBegan, readEnded);
    }

    private ProcSnapshot read(long readBegan, long readEnded) {
        // The clock is read before and after all, and before and after the one read.
        Iterator<Long> clock =
                Arrays.asList(readBegan, readBegan, readEnded, readEnded).iterator();
        return new ProcNetTcp(new Proc(proc.toFile()), () -> clock.next() * MILLIS).read(Collections.singleton(tuple));
    }

    private static List<Long> began(TimedObservation sight) {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.connectStarted(0);
        tcp.connected(0, 0);
        tcp.closing(1, new Closing(TcpState.ESTABLISHED.kernelNumber(), 0, false, false, false));
        tcp.released(2);
        Transition last = null;
        for (Transition told : tcp.observedInTable(5_000 * MILLIS, sight.own(), null)) {
            last = told;
        }
        assertThat(last.evidence).isEqualTo(Evidence.PROC);
        return Arrays.asList(last.earliest / MILLIS, last.latest / MILLIS);
    }
}
