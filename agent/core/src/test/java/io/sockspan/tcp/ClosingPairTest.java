package io.sockspan.tcp;

import static io.sockspan.tcp.ProcObservation.ABSENT;
import static io.sockspan.tcp.ProcObservation.ABSENT_FIRST;
import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.TIME_WAIT;
import static io.sockspan.tcp.TestConnections.closedClient;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * Both ends of a connection close within microseconds, and each has read ESTABLISHED just before. Whatever two readings of the kernel's table
 * show, with rows of different moments and with rows that are missed, nothing wrong is told.
 */
class ClosingPairTest {
    private static final long SECOND = 1_000_000_000L;
    /** The states of both ends, one after the other, if this end closes first. Null: no row. */
    private static final TcpState[][] FIRST = {
        {ESTABLISHED, ESTABLISHED},
        {FIN_WAIT_1, ESTABLISHED},
        {FIN_WAIT_1, CLOSE_WAIT},
        {FIN_WAIT_2, CLOSE_WAIT},
        {FIN_WAIT_2, LAST_ACK},
        {TIME_WAIT, LAST_ACK},
        {TIME_WAIT, null}
    };

    private static final TcpState[][] CROSSED = {
        {ESTABLISHED, ESTABLISHED},
        {FIN_WAIT_1, ESTABLISHED},
        {FIN_WAIT_1, FIN_WAIT_1},
        {CLOSING, FIN_WAIT_1},
        {CLOSING, CLOSING},
        {TIME_WAIT, CLOSING},
        {TIME_WAIT, TIME_WAIT}
    };

    private int compared;

    @Test
    void whoClosesFirstIsToldRightByBoth() {
        compare(FIRST, false, missed -> true);
        assertThat(compared).isGreaterThan(5_000);
    }

    /** A reset that answers a late packet ends a TIME_WAIT (RFC 1337). Then who closed first can be unknown, but not wrong. */
    @Test
    void nothingWrongIsToldWhereTheTimeWaitIsCutShort() {
        compare(killed(FIRST), true, missed -> true);
    }

    /** Here each end is told that the other one is there in TIME_WAIT. One that misses its own row would take itself for the second. */
    @Test
    void crossedFinsAreToldRightByBoth() {
        compare(CROSSED, false, missed -> missed == 0);
    }

    private static TcpState[][] killed(TcpState[][] states) {
        TcpState[][] killed = new TcpState[states.length + 1][];
        System.arraycopy(states, 0, killed, 0, states.length);
        killed[states.length] = new TcpState[2];
        return killed;
    }

    /** All pairs of readings, each with a moment for either end, and the end that it misses: 0 for none, 1 and 2. */
    private void compare(TcpState[][] states, boolean mayBeUnknown, IntPredicate misses) {
        for (int a = 0; a < states.length; a++) {
            for (int b = 0; b < states.length; b++) {
                for (int laterA = a; laterA < states.length; laterA++) {
                    for (int laterB = b; laterB < states.length; laterB++) {
                        for (int missed = 0; missed < 9; missed++) {
                            if (misses.test(missed)) {
                                Pair pair = new Pair(states);
                                pair.read(200, a, b, missed % 3);
                                pair.read(300, laterA, laterB, missed / 3);
                                if (mayBeUnknown && pair.isHalfTold()) {
                                    continue;
                                }
                                pair.read(2 * SECOND, states.length - 1, states.length - 1, 0);
                                pair.read(3 * SECOND, states.length - 1, states.length - 1, 0);
                                pair.check(mayBeUnknown);
                                compared++;
                            }
                        }
                    }
                }
            }
        }
    }

    /** Both ends of one connection, as the agent follows them. */
    private static final class Pair {
        private final TcpState[][] states;
        private final TcpStateMachine[] ends = {closedClient(), closedClient()};
        private final StringBuilder readings = new StringBuilder();

        Pair(TcpState[][] states) {
            this.states = states;
        }

        void read(long at, int a, int b, int missed) {
            TcpState[] rows = {missed == 1 ? null : states[a][0], missed == 2 ? null : states[b][1]};
            readings.append(at)
                    .append(": ")
                    .append(rows[0])
                    .append(' ')
                    .append(rows[1])
                    .append("; ");
            ProcObservation[] peers = {peer(rows[1], ends[1]), peer(rows[0], ends[0])};
            for (int end = 0; end < 2; end++) {
                ends[end].observedInTable(at, row(rows[end]), peers[end]);
            }
        }

        private static ProcObservation row(TcpState state) {
            return state == null ? ABSENT : ProcObservation.of(state);
        }

        private static ProcObservation peer(TcpState state, TcpStateMachine other) {
            boolean isFollowed = !other.settled();
            return state == null && isFollowed && other.firstFin() == ClosedBy.LOCAL ? ABSENT_FIRST : row(state);
        }

        /** Whether one end has ended: it is followed no longer, so nobody disputes what the other one claims. */
        boolean isHalfTold() {
            return ends[0].settled() != ends[1].settled();
        }

        void check(boolean mayBeUnknown) {
            for (int end = 0; end < 2; end++) {
                List<TcpState> kernel = kernel(end);
                List<TcpState> told = new ArrayList<>();
                ends[end].transitions().forEach(transition -> told.add(transition.to));
                String what = readings + "end " + end + ", told " + told;
                assertThat(told.get(0)).as(what).isEqualTo(TcpState.SYN_SENT);
                assertThat(kernel).as(what).containsSubsequence(told.subList(1, told.size()));
                ClosedBy right = kernel.contains(CLOSE_WAIT) ? ClosedBy.REMOTE : ClosedBy.LOCAL;
                if (ends[end].firstFin() != null || !mayBeUnknown) {
                    assertThat(ends[end].firstFin()).as(what).isEqualTo(right);
                }
            }
        }

        /** What the kernel went through, one state after the other. */
        private List<TcpState> kernel(int end) {
            List<TcpState> kernel = new ArrayList<>();
            for (TcpState[] both : states) {
                TcpState state = both[end] == null ? CLOSED : both[end];
                if (kernel.isEmpty() || kernel.get(kernel.size() - 1) != state) {
                    kernel.add(state);
                }
            }
            // What ends in TIME_WAIT is over a minute later.
            if (kernel.get(kernel.size() - 1) == TIME_WAIT) {
                kernel.add(CLOSED);
            }
            return kernel;
        }
    }
}
