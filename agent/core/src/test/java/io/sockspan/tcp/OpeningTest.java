package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TestConnections.NONE;
import static io.sockspan.tcp.TestConnections.clean;
import static io.sockspan.tcp.TestConnections.client;
import static io.sockspan.tcp.TestConnections.published;
import static io.sockspan.tcp.TestConnections.tcpInfo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a socket's life begins: connect, accept, listen, and what keeps it from beginning. */
class OpeningTest {
    private final TcpStateMachine tcp = new TcpStateMachine(5);

    @Test
    void aNewSocketIsClosedSinceItWasOpened() {
        assertThat(tcp.state()).isEqualTo(CLOSED);
        assertThat(tcp.since()).isEqualTo(5);
        assertThat(tcp.transitions()).isEmpty();
        assertThat(tcp.ended()).isFalse();
        assertThat(tcp.settled()).isFalse();
    }

    @Test
    void connectGoesThroughSynSent() {
        assertThat(published(tcp.connectStarted(10))).containsExactly("closed > syn_sent call 10");
        assertThat(published(tcp.connected(20, 20))).containsExactly("syn_sent > established call 20");

        assertThat(tcp.state()).isEqualTo(ESTABLISHED);
        assertThat(tcp.evidence()).isEqualTo(Evidence.CALL);
        assertThat(tcp.since()).isEqualTo(20);
        assertThat(tcp.connectAttempted()).isTrue();
    }

    @Test
    void connectThatIsFinishedLaterHappenedInBetween() {
        tcp.connectStarted(10);
        tcp.connectPending(11);

        assertThat(published(tcp.connected(40, 60))).containsExactly("syn_sent > established call 40..60");
    }

    @Test
    void whatTheKernelSaidOfTheHandshakeStands() {
        tcp.connectStarted(10);
        tcp.observed(20, tcpInfo(SYN_SENT));
        tcp.observed(30, tcpInfo(ESTABLISHED));

        assertThat(tcp.connected(60, 60)).isEmpty();
        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > established kernel 20..30");
    }

    @Test
    void aLookThatFindsThePeersFinProvesThatTheHandshakeWentBy() {
        tcp.connectStarted(10);

        assertThat(published(tcp.observed(30, tcpInfo(CLOSE_WAIT))))
                .containsExactly("syn_sent > established inferred 10..30", "established > close_wait kernel 10..30");
    }

    @Test
    void thePeersFinMayHaveComeBeforeTheThreadThatConnectedWokeUp() {
        tcp.connectStarted(10);
        tcp.connected(20, 20);

        assertThat(published(tcp.observed(30, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 10..30");
    }

    @Test
    void connectToItselfIsASimultaneousOpen() {
        tcp.connectStarted(10);

        assertThat(published(tcp.connectedToItself(20, 20)))
                .containsExactly("syn_sent > syn_received inferred 10..20", "syn_received > established call 20");
    }

    @Test
    void simultaneousOpenCanBeSeen() {
        tcp.connectStarted(10);
        tcp.observed(15, tcpInfo(SYN_RECEIVED));
        tcp.connected(20, 20);

        assertThat(published(tcp))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > syn_received kernel 10..15",
                        "syn_received > established call 20");
    }

    @Test
    void connectedWithoutAnEntrySeenMustHaveSentASyn() {
        assertThat(published(tcp.connected(20, 20)))
                .containsExactly("closed > syn_sent inferred 5..20", "syn_sent > established call 20");
        assertThat(tcp.connectAttempted()).isTrue();
    }

    @Test
    void connectIsEnteredOnce() {
        tcp.connectStarted(10);

        assertThat(tcp.connectStarted(11)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ConnectFailure.class,
            names = {"REFUSED", "TIMED_OUT"})
    void aFailureThatTakesASynLeavesItTold(ConnectFailure why) {
        tcp.connectStarted(10);

        assertThat(published(tcp.connectFailed(20, why))).containsExactly("syn_sent > closed call 20");
        assertThat(tcp.ended()).isTrue();
        assertThat(tcp.closedBy()).isNull();
        assertThat(tcp.resetBy()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = ConnectFailure.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFUSED", "TIMED_OUT"})
    void aFailureThatMayHaveComeBeforeTheSynTakesItBack(ConnectFailure why) {
        tcp.connectStarted(10);

        assertThat(tcp.connectFailed(20, why)).isEmpty();
        assertThat(tcp.transitions()).isEmpty();
        assertThat(tcp.withdrawn()).isEqualTo(2);
        assertThat(tcp.state()).isEqualTo(CLOSED);
        assertThat(tcp.connectAttempted()).isTrue();
        assertThat(tcp.ended()).isFalse();
    }

    @Test
    void aSynThatTheKernelConfirmedIsNotTakenBack() {
        tcp.connectStarted(10);
        tcp.observed(15, tcpInfo(SYN_SENT));
        tcp.connectFailed(20, ConnectFailure.UNREACHABLE);

        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void aConnectThatReturnedPendingHasSentItsSyn() {
        tcp.connectStarted(10);
        tcp.connectPending(11);
        tcp.connectFailed(15, 20, ConnectFailure.UNREACHABLE);

        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 15..20");
    }

    @Test
    void theKernelsEndOfAConnectAndTheCallsAreOne() {
        tcp.connectStarted(10);
        tcp.connectPending(11);
        tcp.observed(15, tcpInfo(CLOSED));
        tcp.connectFailed(20, ConnectFailure.REFUSED);

        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > closed kernel 10..15");
    }

    @Test
    void aLookBetweenConnectsEntryAndItsSynSaysNothing() {
        tcp.connectStarted(10);
        tcp.observed(11, tcpInfo(CLOSED));
        assertThat(tcp.state()).isEqualTo(SYN_SENT);

        tcp.connected(20, 20);
        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > established call 20");
    }

    @Test
    void theJdkClosesAfterAFailedConnectAndTellsTheFailureLast() {
        tcp.connectStarted(10);
        tcp.closing(20, clean(CLOSED));
        tcp.connectFailed(21, ConnectFailure.REFUSED);
        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void aConnectThatWasClosedBeforeItFailedWithoutASynIsTakenBackAsAWhole() {
        tcp.connectStarted(10);
        tcp.closing(20, clean(CLOSED));
        tcp.connectFailed(21, ConnectFailure.UNRESOLVED);

        assertThat(tcp.transitions()).isEmpty();
        assertThat(tcp.ended()).isTrue();
    }

    @Test
    void theSecondOfTwoFailuresChangesNothing() {
        tcp.connectStarted(10);
        tcp.connectFailed(20, ConnectFailure.REFUSED);

        assertThat(tcp.connectFailed(21, ConnectFailure.CLOSED)).isEmpty();
        assertThat(tcp.transitions()).hasSize(2);
    }

    @Test
    void aFailureWithoutAnEntrySeenStillHadASyn() {
        assertThat(published(tcp.connectFailed(20, ConnectFailure.REFUSED)))
                .containsExactly("closed > syn_sent inferred 5..20", "syn_sent > closed call 20");
    }

    @Test
    void aSocketWhoseConnectFailedMayTryAgain() {
        tcp.connectStarted(10);
        tcp.connectFailed(20, ConnectFailure.REFUSED);
        tcp.connectStarted(30);
        tcp.connectFailed(40, ConnectFailure.UNRESOLVED);

        assertThat(published(tcp)).containsExactly("closed > syn_sent call 10", "syn_sent > closed call 20");
    }

    @Test
    void closeDuringConnectEndsIt() {
        tcp.connectStarted(10);
        assertThat(published(tcp.closing(20, clean(SYN_SENT)))).containsExactly("syn_sent > closed call 20");
        tcp.connectFailed(21, ConnectFailure.CLOSED);

        assertThat(tcp.transitions()).hasSize(2);
        assertThat(tcp.closedBy()).isNull();
        assertThat(tcp.ended()).isTrue();
    }

    @Test
    void closeWhoseConnectHadJustSucceededEndsAConnection() {
        tcp.connectStarted(10);
        tcp.closing(20, clean(ESTABLISHED));
        tcp.connected(19, 19);

        assertThat(published(tcp))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > established kernel 10..20",
                        "established > fin_wait_1 call 20");
    }

    @Test
    void aHalfOpenConnectionClosesWithAFin() {
        tcp.connectStarted(10);
        tcp.observed(15, tcpInfo(SYN_RECEIVED));

        assertThat(published(tcp.closing(20, clean(SYN_RECEIVED))))
                .containsExactly("syn_received > fin_wait_1 call 20");
    }

    @Test
    void acceptComesAfterTheHandshake() {
        assertThat(published(tcp.accepted(8, 20))).containsExactly("syn_received > established call 8..20");
        assertThat(published(tcp.observed(30, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 8..30");
        assertThat(tcp.connectAttempted()).isFalse();
    }

    @Test
    void aListenerListensUntilItIsClosed() {
        assertThat(published(tcp.listening(10))).containsExactly("closed > listen call 10");
        tcp.observed(15, tcpInfo(LISTEN));
        assertThat(published(tcp.closing(20, clean(LISTEN)))).containsExactly("listen > closed call 20");
        assertThat(tcp.closedBy()).isNull();
        assertThat(tcp.ended()).isTrue();
    }

    @Test
    void aSocketThatNeverConnectedEndsWithoutAnyTransition() {
        tcp.closing(20, clean(CLOSED));

        assertThat(tcp.transitions()).isEmpty();
        assertThat(tcp.ended()).isTrue();
        assertThat(tcp.closedBy()).isNull();
    }

    @Test
    void aLookBeforeTheCallThatBeginsTheLifeSaysNothing() {
        assertThat(tcp.observed(8, tcpInfo(ESTABLISHED))).isEmpty();
        tcp.accepted(6, 9);

        assertThat(published(tcp)).containsExactly("syn_received > established call 6..9");
    }

    @Test
    void anOlderSocketIsTakenAsItIs() {
        assertThat(tcp.adopted(50, tcpInfo(CLOSE_WAIT))).isEmpty();

        assertThat(tcp.state()).isEqualTo(CLOSE_WAIT);
        assertThat(tcp.evidence()).isEqualTo(Evidence.KERNEL);
        assertThat(tcp.since()).isEqualTo(50);
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(published(tcp.closing(60, clean(CLOSE_WAIT)))).containsExactly("close_wait > last_ack call 60");
    }

    @Test
    void callsThatComeAfterAnAdoptionChangeNothing() {
        tcp.adopted(50, tcpInfo(ESTABLISHED));
        tcp.connectStarted(10);
        tcp.connected(20, 20);
        tcp.accepted(10, 20);
        tcp.listening(20);

        assertThat(tcp.transitions()).isEmpty();
    }

    @Test
    void anAdoptedConnectCanFail() {
        tcp.adopted(50, tcpInfo(SYN_SENT));
        tcp.connectFailed(60, ConnectFailure.OTHER);

        assertThat(published(tcp)).containsExactly("syn_sent > closed call 60");
    }

    @Test
    void aConnectionIsNotAdopted() {
        TcpStateMachine connected = client();
        connected.adopted(50, tcpInfo(FIN_WAIT_2));

        assertThat(connected.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void theMostRetransmittedSynsAreKept() {
        tcp.connectStarted(10);
        tcp.observed(1_000, tcpInfo(SYN_SENT, 1, 0));
        tcp.observed(3_000, tcpInfo(SYN_SENT, 2, 0));
        tcp.connected(4_000, 4_000);
        tcp.observed(5_000, tcpInfo(ESTABLISHED, 7, 0));

        assertThat(tcp.synRetransmits()).isEqualTo(2);
    }

    @Test
    void unansweredProbesAreTheLatestAndTheMost() {
        TcpStateMachine connected = client();
        connected.observed(30, tcpInfo(ESTABLISHED, 0, 200));
        connected.observed(40, tcpInfo(ESTABLISHED, 0, 3));
        connected.observed(50, NONE);

        assertThat(connected.unansweredProbes()).isEqualTo(3);
    }

    @Test
    void whatTheKernelSaysIsUnderstoodAcrossSkippedStates() {
        tcp.connectStarted(10);
        tcp.observed(30, tcpInfo(LAST_ACK));

        assertThat(published(tcp))
                .containsExactly(
                        "closed > syn_sent call 10",
                        "syn_sent > established inferred 10..30",
                        "established > close_wait inferred 10..30",
                        "close_wait > last_ack kernel 10..30");
    }
}
