package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TransitionTextTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TestSocket LEAK = TestSocket.client(1042, 0)
            .local("10.0.0.5", 51344)
            .remote("10.0.3.7", 5432)
            .named("db-3")
            .observed(4 * SECOND, TcpState.CLOSE_WAIT);
    private static final TestSocket LONG = TestSocket.server(7, SECOND)
            .local("2001:db8:85a3:1:2:8a2e:370:7334", 8080)
            .remote("2001:db8:85a3:1:2:8a2e:370:7335", 51344)
            .observed(3 * SECOND, TcpState.CLOSE_WAIT);

    @Test
    void tellsOldAndNewAndTheTimeInOld() {
        assertThat(told(100, LEAK)).isEqualTo("""
                        TIME            ID SIDE    OLD -> NEW                    IN OLD ENDS
                        12:00:00.000  1042 client  CLOSED -> SYN_SENT               0us 10.0.0.5:51344 -> db-3:5432
                        12:00:00.000  1042 client  SYN_SENT -> ESTABLISHED        400us 10.0.0.5:51344 -> db-3:5432
                        12:00:04.000  1042 client  ESTABLISHED -> CLOSE_WAIT     <4.00s 10.0.0.5:51344 -> db-3:5432
                        """);
    }

    @Test
    void doesNotTellHowLongAConnectionWaitedToBeAccepted() {
        assertThat(told(160, LONG).lines().toList().get(1))
                .matches("12:00:01.000 +7 server +SYN_RECEIVED -> ESTABLISHED +\\[2001:db8:.*");
    }

    @Test
    void tellsThePeerWhereThereIsNoRoomForBothEnds() {
        assertThat(told(80, LEAK)).contains("<4.00s db-3:5432\n").doesNotContain("10.0.0.5");
    }

    @Test
    void keepsToTheWidth() {
        for (int width : new int[] {80, 100, 160}) {
            assertThat(told(width, LONG).lines()).allMatch(line -> line.length() <= width);
        }
    }

    private static String told(int width, TestSocket socket) {
        TransitionText text = new TransitionText(TestSnapshots.clock(0), ZoneOffset.UTC, width);
        SocketSnapshot snapshot = socket.snapshot();
        StringBuilder told = new StringBuilder(text.header());
        for (Transition change : snapshot.transitions) {
            told.append(text.change(snapshot, change));
        }
        return told.toString();
    }
}
