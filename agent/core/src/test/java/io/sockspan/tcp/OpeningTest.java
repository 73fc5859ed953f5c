package io.sockspan.tcp;

import static io.sockspan.tcp.Lives.NONE;
import static io.sockspan.tcp.Lives.clean;
import static io.sockspan.tcp.Lives.client;
import static io.sockspan.tcp.Lives.tcpInfo;
import static io.sockspan.tcp.Lives.told;
import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a socket's life begins: connect, accept, listen, and what keeps it from beginning. */
class OpeningTest {
    private final Lifecycle life = new Lifecycle(5);

    @Test
    void aNewSocketIsClosedSinceItWasOpened() {
        assertThat(life.state()).isEqualTo(CLOSED);
        assertThat(life.since()).isEqualTo(5);
        assertThat(life.transitions()).isEmpty();
        assertThat(life.ended()).isFalse();
        assertThat(life.settled()).isFalse();
    }

    @Test
    void connectGoesThroughSynSent() {
        assertThat(told(life.connectStarted(10))).containsExactly("closed > syn_sent call 10");
        assertThat(told(life.connected(20, 20))).containsExactly("syn_sent > established call 20");

        assertThat(life.state()).isEqualTo(ESTABLISHED);
        assertThat(life.evidence()).isEqualTo(Evidence.CALL);
        assertThat(life.since()).isEqualTo(20);
        assertThat(life.connectAttempted()).isTrue();
    }

    @Test
    void connectThatIsFinishedLaterHappenedInBetween() {
        life.connectStarted(10);
        life.connectPending(11);

        assertThat(told(life.connected(40, 60))).containsExactly("syn_sent > established call 40..60");
    }

    @Test
    void whatTheKernelSaidOfTheHandshakeStands() {
        life.connectStarted(10);
        life.looked(20, tcpInfo(SYN_SENT));
        life.looked(30, tcpInfo(ESTABLISHED));

        assertThat(life.connected(60, 60)).isEmpty();
        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > established kernel 20..30");
    }

    @Test
    void aLookThatFindsThePeersFinProvesThatTheHandshakeWentBy() {
        life.connectStarted(10);

        assertThat(told(life.looked(30, tcpInfo(CLOSE_WAIT))))
                .containsExactly("syn_sent > established inferred 10..30", "established > close_wait kernel 10..30");
    }

    @Test
    void thePeersFinMayHaveComeBeforeTheThreadThatConnectedWokeUp() {
        life.connectStarted(10);
        life.connected(20, 20);

        assertThat(told(life.looked(30, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 10..30");
    }

    @Test
    void connectToItselfIsASimultaneousOpen() {
        life.connectStarted(10);

        assertThat(told(life.connectedToItself(20, 20)))
                .containsExactly("syn_sent > syn_received inferred 10..20", "syn_received > established call 20");
    }

    @Test
    void simultaneousOpenCanBeSeen() {
        life.connectStarted(10);
        life.looked(15, tcpInfo(SYN_RECEIVED));
        life.connected(20, 20);

        assertThat(told(life))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > syn_received kernel 10..15",
                        "syn_received > established call 20");
    }

    @Test
    void connectedWithoutAnEntrySeenMustHaveSentASyn() {
        assertThat(told(life.connected(20, 20)))
                .containsExactly("closed > syn_sent inferred 5..20", "syn_sent > established call 20");
        assertThat(life.connectAttempted()).isTrue();
    }

    @Test
    void connectIsEnteredOnce() {
        life.connectStarted(10);

        assertThat(life.connectStarted(11)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ConnectFailure.class,
            names = {"REFUSED", "TIMED_OUT"})
    void aFailureThatTakesASynLeavesItTold(ConnectFailure why) {
        life.connectStarted(10);

        assertThat(told(life.connectFailed(20, why))).containsExactly("syn_sent > closed call 20");
        assertThat(life.ended()).isTrue();
        assertThat(life.closedBy()).isNull();
        assertThat(life.resetBy()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = ConnectFailure.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFUSED", "TIMED_OUT"})
    void aFailureThatMayHaveComeBeforeTheSynTakesItBack(ConnectFailure why) {
        life.connectStarted(10);

        assertThat(life.connectFailed(20, why)).isEmpty();
        assertThat(life.transitions()).isEmpty();
        assertThat(life.withdrawn()).isEqualTo(2);
        assertThat(life.state()).isEqualTo(CLOSED);
        assertThat(life.connectAttempted()).isTrue();
        assertThat(life.ended()).isFalse();
    }

    @Test
    void aSynThatTheKernelConfirmedIsNotTakenBack() {
        life.connectStarted(10);
        life.looked(15, tcpInfo(SYN_SENT));
        life.connectFailed(20, ConnectFailure.UNREACHABLE);

        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void aConnectThatReturnedPendingHasSentItsSyn() {
        life.connectStarted(10);
        life.connectPending(11);
        life.connectFailed(15, 20, ConnectFailure.UNREACHABLE);

        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 15..20");
    }

    @Test
    void theKernelsEndOfAConnectAndTheCallsAreOne() {
        life.connectStarted(10);
        life.connectPending(11);
        life.looked(15, tcpInfo(CLOSED));
        life.connectFailed(20, ConnectFailure.REFUSED);

        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > closed kernel 10..15");
    }

    @Test
    void aLookBetweenConnectsEntryAndItsSynSaysNothing() {
        life.connectStarted(10);
        life.looked(11, tcpInfo(CLOSED));
        assertThat(life.state()).isEqualTo(SYN_SENT);

        life.connected(20, 20);
        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > established call 20");
    }

    @Test
    void theJdkClosesAfterAFailedConnectAndTellsTheFailureLast() {
        life.connectStarted(10);
        life.closing(20, clean(CLOSED));
        life.connectFailed(21, ConnectFailure.REFUSED);
        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void aConnectThatWasClosedBeforeItFailedWithoutASynIsTakenBackAsAWhole() {
        life.connectStarted(10);
        life.closing(20, clean(CLOSED));
        life.connectFailed(21, ConnectFailure.UNRESOLVED);

        assertThat(life.transitions()).isEmpty();
        assertThat(life.ended()).isTrue();
    }

    @Test
    void theSecondOfTwoFailuresChangesNothing() {
        life.connectStarted(10);
        life.connectFailed(20, ConnectFailure.REFUSED);

        assertThat(life.connectFailed(21, ConnectFailure.CLOSED)).isEmpty();
        assertThat(life.transitions()).hasSize(2);
    }

    @Test
    void aFailureWithoutAnEntrySeenStillHadASyn() {
        assertThat(told(life.connectFailed(20, ConnectFailure.REFUSED)))
                .containsExactly("closed > syn_sent inferred 5..20", "syn_sent > closed call 20");
    }

    @Test
    void aSocketWhoseConnectFailedMayTryAgain() {
        life.connectStarted(10);
        life.connectFailed(20, ConnectFailure.REFUSED);
        life.connectStarted(30);
        life.connectFailed(40, ConnectFailure.UNRESOLVED);

        assertThat(told(life)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void closeDuringConnectEndsIt() {
        life.connectStarted(10);
        assertThat(told(life.closing(20, clean(SYN_SENT)))).containsExactly("syn_sent > closed call 20");
        life.connectFailed(21, ConnectFailure.CLOSED);

        assertThat(life.transitions()).hasSize(2);
        assertThat(life.closedBy()).isNull();
        assertThat(life.ended()).isTrue();
    }

    @Test
    void closeWhoseConnectHadJustSucceededEndsAConnection() {
        life.connectStarted(10);
        life.closing(20, clean(ESTABLISHED));
        life.connected(19, 19);

        assertThat(told(life))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > established kernel 10..20",
                        "established > fin_wait_1 call 20");
    }

    @Test
    void aHalfOpenConnectionClosesWithAFin() {
        life.connectStarted(10);
        life.looked(15, tcpInfo(SYN_RECEIVED));

        assertThat(told(life.closing(20, clean(SYN_RECEIVED)))).containsExactly("syn_received > fin_wait_1 call 20");
    }

    @Test
    void acceptComesAfterTheHandshake() {
        assertThat(told(life.accepted(8, 20))).containsExactly("syn_received > established call 8..20");
        assertThat(told(life.looked(30, tcpInfo(CLOSE_WAIT)))).containsExactly("established > close_wait kernel 8..30");
        assertThat(life.connectAttempted()).isFalse();
    }

    @Test
    void aListenerListensUntilItIsClosed() {
        assertThat(told(life.listening(10))).containsExactly("closed > listen call 10");
        life.looked(15, tcpInfo(LISTEN));
        assertThat(told(life.closing(20, clean(LISTEN)))).containsExactly("listen > closed call 20");
        assertThat(life.closedBy()).isNull();
        assertThat(life.ended()).isTrue();
    }

    @Test
    void aSocketThatNeverConnectedEndsWithoutAnyTransition() {
        life.closing(20, clean(CLOSED));

        assertThat(life.transitions()).isEmpty();
        assertThat(life.ended()).isTrue();
        assertThat(life.closedBy()).isNull();
    }

    @Test
    void aLookBeforeTheCallThatBeginsTheLifeSaysNothing() {
        assertThat(life.looked(8, tcpInfo(ESTABLISHED))).isEmpty();
        life.accepted(6, 9);

        assertThat(told(life)).containsExactly("syn_received > established call 6..9");
    }

    @Test
    void anOlderSocketIsTakenAsItIs() {
        assertThat(life.adopted(50, tcpInfo(CLOSE_WAIT))).isEmpty();

        assertThat(life.state()).isEqualTo(CLOSE_WAIT);
        assertThat(life.evidence()).isEqualTo(Evidence.KERNEL);
        assertThat(life.since()).isEqualTo(50);
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(told(life.closing(60, clean(CLOSE_WAIT)))).containsExactly("close_wait > last_ack call 60");
    }

    @Test
    void callsThatComeAfterAnAdoptionChangeNothing() {
        life.adopted(50, tcpInfo(ESTABLISHED));
        life.connectStarted(10);
        life.connected(20, 20);
        life.accepted(10, 20);
        life.listening(20);

        assertThat(life.transitions()).isEmpty();
    }

    @Test
    void anAdoptedConnectCanFail() {
        life.adopted(50, tcpInfo(SYN_SENT));
        life.connectFailed(60, ConnectFailure.OTHER);

        assertThat(told(life)).containsExactly("syn_sent > closed call 60");
    }

    @Test
    void aConnectionIsNotAdopted() {
        Lifecycle connected = client();
        connected.adopted(50, tcpInfo(FIN_WAIT_2));

        assertThat(connected.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void theMostRetransmittedSynsAreKept() {
        life.connectStarted(10);
        life.looked(1_000, tcpInfo(SYN_SENT, 1, 0));
        life.looked(3_000, tcpInfo(SYN_SENT, 2, 0));
        life.connected(4_000, 4_000);
        life.looked(5_000, tcpInfo(ESTABLISHED, 7, 0));

        assertThat(life.synRetransmits()).isEqualTo(2);
    }

    @Test
    void unansweredProbesAreTheLatestAndTheMost() {
        Lifecycle connected = client();
        connected.looked(30, tcpInfo(ESTABLISHED, 0, 200));
        connected.looked(40, tcpInfo(ESTABLISHED, 0, 3));
        connected.looked(50, NONE);

        assertThat(connected.unansweredProbes()).isEqualTo(3);
        assertThat(connected.mostUnansweredProbes()).isEqualTo(200);
    }

    @Test
    void whatTheKernelSaysIsUnderstoodAcrossSkippedStates() {
        life.connectStarted(10);
        life.looked(30, tcpInfo(LAST_ACK));

        assertThat(told(life))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > established inferred 10..30",
                        "established > close_wait inferred 10..30",
                        "close_wait > last_ack kernel 10..30");
    }
}
