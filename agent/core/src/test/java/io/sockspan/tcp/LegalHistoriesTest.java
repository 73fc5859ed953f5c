package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, in whatever order: what is told is a life that TCP allows. */
class LegalHistoriesTest {
    private static final TcpState[] STATES = TcpState.values();

    /** RFC 9293, figure 5, with the ends that a reset, a time-out and an abort bring to every state. */
    private static final Map<TcpState, Set<TcpState>> DIAGRAM = new EnumMap<>(Map.ofEntries(
            Map.entry(CLOSED, EnumSet.of(LISTEN, SYN_SENT)),
            Map.entry(LISTEN, EnumSet.of(SYN_RECEIVED, SYN_SENT, CLOSED)),
            Map.entry(SYN_SENT, EnumSet.of(SYN_RECEIVED, ESTABLISHED, CLOSED)),
            Map.entry(SYN_RECEIVED, EnumSet.of(ESTABLISHED, FIN_WAIT_1, CLOSED)),
            Map.entry(ESTABLISHED, EnumSet.of(FIN_WAIT_1, CLOSE_WAIT, CLOSED)),
            Map.entry(FIN_WAIT_1, EnumSet.of(FIN_WAIT_2, CLOSING, TIME_WAIT, CLOSED)),
            Map.entry(FIN_WAIT_2, EnumSet.of(TIME_WAIT, CLOSED)),
            Map.entry(CLOSING, EnumSet.of(TIME_WAIT, CLOSED)),
            Map.entry(CLOSE_WAIT, EnumSet.of(LAST_ACK, CLOSED)),
            Map.entry(LAST_ACK, EnumSet.of(CLOSED)),
            Map.entry(TIME_WAIT, EnumSet.of(CLOSED))));

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 300})
    void everyLifeIsLegal(long start) {
        Set<String> edges = new TreeSet<>();
        for (int seed = 0; seed < 20_000; seed++) {
            live(new Random(seed), start, edges, "seed " + seed);
        }
        // The inputs reach every edge that a life can take, so the check above has looked at all of them.
        assertThat(edges).hasSize(edgesOfADescriptor());
    }

    private static int edgesOfADescriptor() {
        int all = DIAGRAM.values().stream().mapToInt(Set::size).sum();
        // A listener's child is another socket, and Java has no connect on a listener.
        return all - 2;
    }

    private static void live(Random random, long start, Set<String> edges, String seed) {
        TcpStateMachine tcp = new TcpStateMachine(start);
        RecordingObserver told = new RecordingObserver();
        long now = start;
        for (int step = 0; step < 14; step++) {
            now += random.nextInt(10);
            long stamp = Math.max(now - start - (random.nextInt(5) == 0 ? random.nextInt(20) : 0), 0) + start;
            int withdrawnBefore = tcp.withdrawn();
            List<Transition> fresh = input(random, tcp, stamp, step);
            told.take(fresh, tcp.withdrawn() - withdrawnBefore, tcp.transitions(), seed);
            check(tcp, seed);
        }
        tcp.transitions().forEach(t -> edges.add(t.from + ">" + t.to));
    }

    private static List<Transition> input(Random random, TcpStateMachine tcp, long at, int step) {
        long earlier = at - random.nextInt(5);
        int tcpInfo = random.nextInt(4) == 0
                ? TcpInfo.NONE
                : TestConnections.tcpInfo(STATES[random.nextInt(STATES.length)], random.nextInt(2), random.nextInt(2));
        if (step == 0) {
            switch (random.nextInt(6)) {
                case 0:
                    return tcp.accepted(earlier, at);
                case 1:
                    return tcp.listening(at);
                case 2:
                    return tcp.adopted(at, tcpInfo);
                default:
                    return tcp.connectStarted(at);
            }
        }
        switch (random.nextInt(18)) {
            case 0:
                return tcp.connectStarted(at);
            case 1:
                return tcp.connectPending(at);
            case 2:
                return tcp.connected(earlier, at);
            case 3:
                return tcp.connectedToItself(at, at);
            case 4:
                return tcp.connectFailed(
                        earlier, at, ConnectFailure.values()[random.nextInt(ConnectFailure.values().length)]);
            case 5:
                return tcp.endOfStream(at, tcpInfo);
            case 6:
                return random.nextBoolean() ? tcp.receivedReset(at) : tcp.connectionLost(at);
            case 7:
                return tcp.writeFailed(at, tcpInfo);
            case 8:
                return tcp.outputShutdown(at, tcpInfo);
            case 9:
                return random.nextInt(5) == 0 ? tcp.inputShutdown(at) : tcp.observed(earlier, at, tcpInfo);
            case 10:
                return tcp.closing(
                        at,
                        new Closing(
                                tcpInfo,
                                random.nextInt(3) - 1,
                                random.nextInt(4) == 0,
                                random.nextBoolean(),
                                random.nextInt(4) == 0));
            case 11:
                return tcp.released(at);
            case 12:
                return random.nextInt(10) == 0 ? tcp.stopFollowing(at) : tcp.observed(at, tcpInfo);
            case 13:
            case 14:
                return tcp.observedInTable(at, sight(random, at), random.nextBoolean() ? null : sight(random, at));
            default:
                return tcp.observed(earlier, at, tcpInfo);
        }
    }

    private static ProcObservation sight(Random random, long at) {
        TcpState state = STATES[random.nextInt(STATES.length)];
        switch (random.nextInt(3)) {
            case 0:
                return ProcObservation.ABSENT;
            case 1:
                return ProcObservation.of(state);
            default:
                return ProcObservation.of(state, at - random.nextInt(20), at - random.nextInt(20));
        }
    }

    private static void check(TcpStateMachine tcp, String seed) {
        List<Transition> transitions = tcp.transitions();
        for (int i = 0; i < transitions.size(); i++) {
            Transition t = transitions.get(i);
            assertThat(t.uncertainty()).as("%s: the interval of %s", seed, t).isNotNegative();
            assertThat(DIAGRAM.get(t.from))
                    .as("%s: what may follow %s", seed, t.from)
                    .contains(t.to);
            if (i > 0) {
                Transition before = transitions.get(i - 1);
                assertThat(t.from).as("%s: %s", seed, tcp).isEqualTo(before.to);
                assertThat(t.latest - before.earliest)
                        .as("%s: order of %s", seed, tcp)
                        .isNotNegative();
            }
        }
        if (!transitions.isEmpty()) {
            Transition last = transitions.get(transitions.size() - 1);
            assertThat(tcp.state()).as(seed).isEqualTo(last.to);
            assertThat(tcp.since()).as(seed).isEqualTo(last.latest);
            assertThat(tcp.evidence()).as(seed).isEqualTo(last.evidence);
        }
        assertThat(tcp.resetBy() == null || tcp.state() == CLOSED).as(seed).isTrue();
        assertThat(tcp.isEndUnclear() && tcp.settled()).as("%s: %s", seed, tcp).isFalse();
    }

    /** What a listener knows that keeps what each input returned, and drops what was taken back. */
    private static final class RecordingObserver {
        private final List<Transition> kept = new ArrayList<>();

        void take(List<Transition> fresh, int withdrawn, List<Transition> all, String seed) {
            // Among those taken back can be one that the same input made.
            int stillThere = all.size() - fresh.size();
            assertThat(kept.size() - stillThere).as(seed).isBetween(0, withdrawn);
            kept.subList(stillThere, kept.size()).clear();
            kept.addAll(fresh);
            assertThat(kept).as(seed).isEqualTo(all);
        }
    }

    @Test
    void whatWasReturnedAndWhatIsKeptCannotBeChanged() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        List<Transition> fresh = tcp.connectStarted(10);
        tcp.connected(20, 20);

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(fresh::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tcp.transitions().set(0, null));
        assertThat(fresh).hasSize(1);
    }
}
