package io.sockspan.it.truth;

import static io.sockspan.testkit.State.TCP_CLOSE;
import static io.sockspan.testkit.State.TCP_CLOSE_WAIT;
import static io.sockspan.testkit.State.TCP_CLOSING;
import static io.sockspan.testkit.State.TCP_ESTABLISHED;
import static io.sockspan.testkit.State.TCP_FIN_WAIT1;
import static io.sockspan.testkit.State.TCP_FIN_WAIT2;
import static io.sockspan.testkit.State.TCP_LAST_ACK;
import static io.sockspan.testkit.State.TCP_LISTEN;
import static io.sockspan.testkit.State.TCP_SYN_RECV;
import static io.sockspan.testkit.State.TCP_SYN_SENT;
import static io.sockspan.testkit.State.TCP_TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.End;
import io.sockspan.testkit.AgentReport.Transition;
import io.sockspan.testkit.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times in here are microseconds; the agent's epoch began {@link #EPOCH} before the kernel's clock. */
class KernelComparisonTest {
    private static final long EPOCH = 1_700_000_000_000_000L;
    private static final int PROCESS = 77;
    private static final int CLIENT_PORT = 40_000;
    private static final int SERVER_PORT = 8_080;
    private static final long CLIENT = 1;
    private static final long SERVER = 2;
    private static final int SECOND = 1_000_000;
    private static final int REPORTED = 10 * SECOND;

    private final List<KernelEvent> events = new ArrayList<>();
    private final List<Connection> told = new ArrayList<>();

    @Test
    void isContentWithTheTruth() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_FIN_WAIT2, 1_000, 9_000)
                .proc(TCP_TIME_WAIT, SECOND - 5_000, SECOND + 1_000)
                .closedBy("local")
                .add();
        server().call(TCP_ESTABLISHED, 100, 400)
                .kernel(TCP_CLOSE_WAIT, 1_000, 2_000)
                .call(TCP_LAST_ACK, SECOND)
                .released(SECOND + 50)
                .proc(TCP_CLOSE, SECOND, SECOND + 900_000)
                .closedBy("remote")
                .add();

        assertThat(compare()).isEmpty();
    }

    @Test
    void refusesAStateThatTheKernelDidNotGoThrough() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .kernel(TCP_CLOSE_WAIT, 300, 900)
                .add();

        assertThat(compare())
                .anyMatch(text -> text.contains("established -> close_wait") && text.contains("did not go there"));
    }

    @Test
    void refusesAnInferredStateThatTheKernelDidNotGoThrough() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .inferred(TCP_CLOSING, 1_000, 2_000)
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("fin_wait_1 -> closing by inferred"));
    }

    @Test
    void refusesAnotherOrder() {
        clientClosesFirst();
        client().call(TCP_ESTABLISHED, 205).call(TCP_SYN_SENT, 206).add();

        assertThat(compare()).anyMatch(text -> text.contains("established -> syn_sent"));
    }

    @Test
    void refusesAGapInWhatWasTold() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .from(TCP_LISTEN)
                .call(TCP_ESTABLISHED, 205)
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("begins in listen after syn_sent"));
    }

    @Test
    void refusesAnIntervalOfLooksWithoutTheKernelsTime() {
        clientClosesFirst();
        server().call(TCP_ESTABLISHED, 400).kernel(TCP_CLOSE_WAIT, 1_200, 2_000).add();

        assertThat(compare()).anyMatch(text -> text.contains("the kernel's time is 180 us outside"));
        assertThat(compare(129_000)).anyMatch(text -> text.contains("the kernel's time is 180 us outside"));
        assertThat(compare(130_000)).noneMatch(text -> text.contains("outside"));
    }

    @Test
    void toleratesWhatTwoClocksMayDiffer() {
        clientClosesFirst();
        server().call(TCP_ESTABLISHED, 400)
                .kernel(TCP_CLOSE_WAIT, 1_069, 2_000)
                .call(TCP_LAST_ACK, SECOND)
                .add();

        assertThat(compare()).noneMatch(text -> text.contains("outside"));
    }

    @Test
    void refusesAnAcceptBeforeTheHandshake() {
        clientClosesFirst();
        server().call(TCP_ESTABLISHED, 150).kernel(TCP_CLOSE_WAIT, 1_000, 2_000).add();

        assertThat(compare()).anyMatch(text -> text.contains("accepted before the kernel had it"));
    }

    @Test
    void doesNotMindAConnectionThatWaitedForItsAccept() {
        clientClosesFirst();
        server().call(TCP_ESTABLISHED, 100, 800_000)
                .kernel(TCP_CLOSE_WAIT, 1_000, 800_100)
                .call(TCP_LAST_ACK, SECOND)
                .released(SECOND + 50)
                .inferred(TCP_CLOSE, SECOND, SECOND + 900_000)
                .add();

        assertThat(compare()).noneMatch(text -> text.contains("server 0"));
    }

    @Test
    void refusesATimeWaitThatStartsElsewhere() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_FIN_WAIT2, 1_000, 5_000)
                .proc(TCP_TIME_WAIT, SECOND - 25_000, SECOND - 25_000)
                .add();

        assertThat(compare())
                .anyMatch(text -> text.contains("time_wait") && text.contains("the kernel's time is 25 ms outside"));
    }

    @Test
    void refusesATimeWaitThatIsToldTooVaguely() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_FIN_WAIT2, 1_000, 5_000)
                .proc(TCP_TIME_WAIT, SECOND / 2, SECOND + SECOND / 2)
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("starts somewhere in 1000 ms"));
    }

    @Test
    void refusesALongStateThatIsNotTold() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .inferred(TCP_FIN_WAIT2, 1_000, 1_000)
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("not told: time_wait, which lasted 8999 ms after"));
    }

    @Test
    void forgivesAStateThatWasTooShortToSee() {
        clientClosesFirst();
        // FIN_WAIT_2 lasted a second here, all of it after the descriptor was gone.
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_TIME_WAIT, SECOND - 5_000, SECOND)
                .add();

        assertThat(compare()).noneMatch(text -> text.contains("not told: "));
    }

    @Test
    void forgivesNoStateIntoWhichALookFell() {
        clientClosesFirst();
        // CLOSE_WAIT lasted from 1,020 to a second; the look before the end fell into it.
        server().call(TCP_ESTABLISHED, 400)
                .kernel(TCP_LAST_ACK, 500_000, SECOND + 10)
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("not told: close_wait, although a look fell into it"));
    }

    @Test
    void refusesAGuessAtWhatWasToBeSeen() {
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_LISTEN, TCP_SYN_RECV, 180);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_SYN_RECV, TCP_ESTABLISHED, 190);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_ESTABLISHED, TCP_CLOSE_WAIT, 1_000);
        server().call(TCP_ESTABLISHED, 400).inferred(TCP_CLOSE_WAIT, 900, 2_000).add();

        assertThat(compare()).anyMatch(text -> text.contains("inferred, although it could be seen for"));
    }

    @Test
    void judgesCallsByTheirNinetyNinthPercentile() {
        KernelComparison comparison = new KernelComparison(0);
        for (int i = 0; i < 50; i++) {
            events.clear();
            told.clear();
            event(CLIENT, PROCESS, 0, SERVER_PORT, TCP_CLOSE, TCP_SYN_SENT, 100);
            event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_SYN_SENT, TCP_ESTABLISHED, 200);
            client().call(TCP_SYN_SENT, 100)
                    .call(TCP_ESTABLISHED, i == 0 ? 9_000 : 700)
                    .add();
            comparison.add("run " + i, report(), events, PROCESS);
        }

        // One of a hundred is 8.8 ms off, the rest at most half a millisecond.
        assertThat(comparison.callTimes().errorAt99()).isEqualTo(500_000);
        assertThat(comparison.callTimes().violations()).isEmpty();
        assertThat(comparison.violations()).isEmpty();
    }

    @Test
    void refusesCallsThatAreOff() {
        event(CLIENT, PROCESS, 0, SERVER_PORT, TCP_CLOSE, TCP_SYN_SENT, 100);
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_SYN_SENT, TCP_ESTABLISHED, 200);
        client().call(TCP_SYN_SENT, 100).call(TCP_ESTABLISHED, 2_000).add();

        assertThat(compare()).singleElement().asString().contains("syn_sent -> established", "1800 us off");
    }

    @Test
    void findsSocketsThatWereNotTold() {
        event(3, PROCESS, SERVER_PORT, 0, TCP_CLOSE, TCP_LISTEN, 10);
        clientClosesFirst();

        assertThat(compare())
                .hasSize(3)
                .allMatch(text -> text.contains("not told at all"))
                .anyMatch(text -> text.contains("listen@"))
                .anyMatch(text -> text.contains("syn_sent@"))
                .anyMatch(text -> text.contains("syn_received@"));
    }

    @Test
    void doesNotMissWhatOthersDidNorWhatNobodyAccepted() {
        event(3, PROCESS, SERVER_PORT, 0, TCP_CLOSE, TCP_LISTEN, 10);
        new Told("listener", 0, SERVER_PORT, 0).call(TCP_LISTEN, 10).add();
        event(CLIENT, PROCESS + 1, 0, SERVER_PORT, TCP_CLOSE, TCP_SYN_SENT, 100);
        event(CLIENT, PROCESS + 1, CLIENT_PORT, SERVER_PORT, TCP_SYN_SENT, TCP_ESTABLISHED, 200);
        event(SERVER, PROCESS + 1, SERVER_PORT, CLIENT_PORT, TCP_LISTEN, TCP_SYN_RECV, 180);
        event(SERVER, PROCESS + 1, SERVER_PORT, CLIENT_PORT, TCP_SYN_RECV, TCP_ESTABLISHED, 190);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_ESTABLISHED, TCP_CLOSE, 5_000);

        assertThat(compare()).isEmpty();
    }

    @Test
    void refusesASocketThatTheKernelNeverHad() {
        client().call(TCP_SYN_SENT, 99).add();

        assertThat(compare()).singleElement().asString().contains("the kernel had no such socket");
    }

    @Test
    void refusesTheWrongCloser() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_TIME_WAIT, SECOND, SECOND)
                .closedBy("remote")
                .add();

        assertThat(compare()).anyMatch(text -> text.contains("closed by remote"));
    }

    @Test
    void tellsAResetInFinWait2FromAnEnd() {
        established();
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_ESTABLISHED, TCP_FIN_WAIT1, 1_000);
        event(SERVER, 0, SERVER_PORT, CLIENT_PORT, TCP_ESTABLISHED, TCP_CLOSE_WAIT, 1_010);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT1, TCP_FIN_WAIT2, 1_020);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_CLOSE_WAIT, TCP_CLOSE, 2_000);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT2, TCP_CLOSE, 2_010);

        KernelLife client = KernelLife.of(events).get(0);

        assertThat(client.entries()).extracting(KernelLife.Entry::state).endsWith(TCP_FIN_WAIT2, TCP_CLOSE);
        assertThat(client.isTracedToTheEnd()).isTrue();
    }

    @Test
    void acceptsAnEndWhoseWayNobodySawOnlyIfItIsInferredAndNotTooEarly() {
        clientClosesFirst();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .inferred(TCP_CLOSE, 1_000, 4 * SECOND)
                .add();
        assertThat(compare()).noneMatch(text -> text.contains("did not go there"));

        told.clear();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .inferred(TCP_CLOSE, 1_000, SECOND / 2)
                .add();
        assertThat(compare()).anyMatch(text -> text.contains("fin_wait_1 -> closed by inferred"));

        told.clear();
        client().call(TCP_SYN_SENT, 99)
                .call(TCP_ESTABLISHED, 205)
                .call(TCP_FIN_WAIT1, 1_000)
                .released(1_100)
                .proc(TCP_CLOSE, 1_000, 4 * SECOND)
                .add();
        assertThat(compare()).anyMatch(text -> text.contains("fin_wait_1 -> closed by proc"));
    }

    @Test
    void seesBothSidesOfASimultaneousClose() {
        established();
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_ESTABLISHED, TCP_FIN_WAIT1, 1_000);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_ESTABLISHED, TCP_FIN_WAIT1, 1_001);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT1, TCP_CLOSING, 1_010);
        event(SERVER, 0, SERVER_PORT, CLIENT_PORT, TCP_FIN_WAIT1, TCP_CLOSING, 1_011);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_CLOSING, TCP_CLOSE, 1_020);
        event(SERVER, 0, SERVER_PORT, CLIENT_PORT, TCP_CLOSING, TCP_CLOSE, 1_021);

        assertThat(KernelLife.of(events))
                .allSatisfy(life -> assertThat(life.entries())
                        .extracting(KernelLife.Entry::state)
                        .endsWith(TCP_FIN_WAIT1, TCP_CLOSING, TCP_TIME_WAIT));
    }

    /** As it was traced: the client's socket is replaced in FIN_WAIT_2, the server closes a second later. */
    private void clientClosesFirst() {
        established();
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_ESTABLISHED, TCP_FIN_WAIT1, 1_000);
        event(SERVER, 0, SERVER_PORT, CLIENT_PORT, TCP_ESTABLISHED, TCP_CLOSE_WAIT, 1_020);
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT1, TCP_FIN_WAIT1, 1_025);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT1, TCP_FIN_WAIT2, 1_030);
        event(CLIENT, 0, CLIENT_PORT, SERVER_PORT, TCP_FIN_WAIT2, TCP_CLOSE, 1_031);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_CLOSE_WAIT, TCP_LAST_ACK, SECOND);
        event(SERVER, 0, SERVER_PORT, CLIENT_PORT, TCP_LAST_ACK, TCP_CLOSE, SECOND + 10);
    }

    private void established() {
        event(CLIENT, PROCESS, 0, SERVER_PORT, TCP_CLOSE, TCP_SYN_SENT, 100);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_LISTEN, TCP_SYN_RECV, 180);
        event(SERVER, PROCESS, SERVER_PORT, CLIENT_PORT, TCP_SYN_RECV, TCP_ESTABLISHED, 190);
        event(CLIENT, PROCESS, CLIENT_PORT, SERVER_PORT, TCP_SYN_SENT, TCP_ESTABLISHED, 200);
    }

    private void event(long socket, int process, int localPort, int remotePort, State from, State to, long micros) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        events.add(new KernelEvent(
                micros * 1_000,
                "java",
                process,
                process,
                socket,
                "IPPROTO_TCP",
                loopback,
                localPort,
                loopback,
                remotePort,
                from,
                to));
    }

    private List<String> compare() {
        return compare(0);
    }

    private List<String> compare(long stolen) {
        KernelComparison comparison = new KernelComparison(stolen);
        comparison.add("run", report(), events, PROCESS);
        List<String> violations = new ArrayList<>(comparison.violations());
        violations.addAll(comparison.callTimes().violations());
        return violations;
    }

    private AgentReport report() {
        AgentReport.Clock clock = new AgentReport.Clock(REPORTED * 1_000L, epoch(REPORTED));
        return new AgentReport(clock, null, told.size(), 0, 0, told, List.of(), List.of());
    }

    private static long epoch(long micros) {
        return (EPOCH + micros) * 1_000;
    }

    private Told client() {
        return new Told("client", 90, CLIENT_PORT, SERVER_PORT);
    }

    private Told server() {
        return new Told("server", 400, SERVER_PORT, CLIENT_PORT);
    }

    /** Builds what the agent told of one socket. */
    private final class Told {
        private final String role;
        private final long opened;
        private final End local;
        private final End remote;
        private final List<Transition> transitions = new ArrayList<>();
        private State state;
        private String closedBy;
        private Long released;

        Told(String role, long opened, int localPort, int remotePort) {
            this.role = role;
            this.opened = opened;
            this.local = new End("127.0.0.1", localPort);
            this.remote = remotePort == 0 ? null : new End("127.0.0.1", remotePort);
            this.state = role.equals("server") ? TCP_SYN_RECV : TCP_CLOSE;
        }

        Told call(State to, long at) {
            return transition(to, "call", at, at);
        }

        Told call(State to, long earliest, long latest) {
            return transition(to, "call", earliest, latest);
        }

        Told kernel(State to, long earliest, long latest) {
            return transition(to, "kernel", earliest, latest);
        }

        Told proc(State to, long earliest, long latest) {
            return transition(to, "proc", earliest, latest);
        }

        Told inferred(State to, long earliest, long latest) {
            return transition(to, "inferred", earliest, latest);
        }

        /** Lies about where the next transition begins. */
        Told from(State from) {
            state = from;
            return this;
        }

        Told released(long at) {
            released = epoch(at);
            return this;
        }

        Told closedBy(String closer) {
            closedBy = closer;
            return this;
        }

        private Told transition(State to, String evidence, long earliest, long latest) {
            transitions.add(
                    new Transition(state.agentName(), to.agentName(), evidence, epoch(earliest), epoch(latest)));
            state = to;
            return this;
        }

        void add() {
            told.add(new Connection(
                    told.size(),
                    role,
                    false,
                    released == null,
                    state.agentName(),
                    "call",
                    local,
                    remote,
                    "Some.where(Some.java:1)",
                    closedBy,
                    null,
                    null,
                    epoch(opened),
                    released,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    transitions));
        }
    }
}
