package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TestConnections.NONE;
import static io.sockspan.tcp.TestConnections.clean;
import static io.sockspan.tcp.TestConnections.client;
import static io.sockspan.tcp.TestConnections.clientInCloseWait;
import static io.sockspan.tcp.TestConnections.clientInFinWait2;
import static io.sockspan.tcp.TestConnections.published;
import static io.sockspan.tcp.TestConnections.publishedSince;
import static io.sockspan.tcp.TestConnections.tcpInfo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The other ends: resets received and sent, and a kernel that gives up. */
class ResetTest {
    @Test
    void theKernelsClosedUnderAnOpenDescriptorIsAResetReceived() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.observed(100, tcpInfo(CLOSED))))
                .containsExactly("established > closed kernel 50..100");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
        assertThat(tcp.ended()).isTrue();
        assertThat(tcp.receivedReset(120)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK"})
    void aResetEndsEveryState(TcpState state) {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(state));

        assertThat(published(tcp.receivedReset(100))).containsExactly(state.semconv() + " > closed kernel 50..100");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    /** The kernel returns the end of the stream also when a reset has followed the FIN. */
    @Test
    void aResetCanFollowTheFinBeforeTheEndOfTheStreamIsRead() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(TcpState.ESTABLISHED));
        tcp.endOfStream(100, TcpInfo.NONE);

        assertThat(published(tcp.observed(150, tcpInfo(CLOSED)))).containsExactly("close_wait > closed kernel 50..150");
    }

    @Test
    void aResetCanOvertakeTheNewsOfTheConnect() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.connectStarted(10);

        assertThat(published(tcp.receivedReset(30)))
                .containsExactly("syn_sent > established inferred 10..30", "established > closed kernel 10..30");
    }

    @Test
    void theFirstFinIsRememberedBesidesTheReset() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.receivedReset(200);

        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(tcp.firstFin()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aResetThatAReadReportsExplainsAnUnclearEnd() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(published(tcp.receivedReset(300))).containsExactly("fin_wait_2 > closed kernel 110..200");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void java8ShowsAFalseEndOfStreamAfterAReset() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.endOfStream(100, tcpInfo(CLOSED))))
                .containsExactly("established > closed kernel 50..100");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aBrokenPipeIsAResetWhileOurOutputIsOpen() {
        TcpStateMachine tcp = client();
        tcp.writeFailed(100, NONE);

        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aBrokenPipeIsOurOwnDoingAfterShutdownOutput() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.writeFailed(150, NONE);
        tcp.writeFailed(160, tcpInfo(FIN_WAIT_2));

        assertThat(tcp.state()).isEqualTo(FIN_WAIT_2);
    }

    @Test
    void aBrokenPipeThatTheKernelConfirmsIsAReset() {
        TcpStateMachine tcp = clientInCloseWait();

        assertThat(published(tcp.writeFailed(200, tcpInfo(CLOSED))))
                .containsExactly("close_wait > closed kernel 100..200");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aKernelThatGaveUpReceivedNoReset() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.connectionLost(100))).containsExactly("established > closed kernel 10..100");
        assertThat(tcp.closedBy()).isNull();
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.ended()).isTrue();
    }

    @Test
    void anEndAfterSilenceIsNobodysUntilAReadTells() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED, 0, 8));
        tcp.observed(100, tcpInfo(CLOSED));
        assertThat(tcp.state()).isEqualTo(CLOSED);
        assertThat(tcp.resetBy()).isNull();

        tcp.receivedReset(110);
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.REMOTE);
        assertThat(tcp.transitions()).hasSize(3);
    }

    @Test
    void anEndThatLookedLikeAResetWasNoneIfAReadSaysSo() {
        TcpStateMachine tcp = client();
        tcp.observed(100, tcpInfo(CLOSED));
        tcp.connectionLost(110);

        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void aResetStampedBeforeTheCloseThatWasToldFirstIsSetRight() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));
        tcp.closing(100, new Closing(NONE, 0, false, false, false));

        assertThat(published(tcp.receivedReset(90))).containsExactly("established > closed kernel 50..90");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.RESET);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK"})
    void closingWithUnreadBytesResets(TcpState state) {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(state));

        assertThat(published(tcp.closing(100, new Closing(tcpInfo(state), 7, false, false, false))))
                .containsExactly(state.semconv() + " > closed call 100");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2"})
    void closingWithLingerZeroResets(TcpState state) {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(state));

        assertThat(published(tcp.closing(100, new Closing(tcpInfo(state), 0, true, false, false))))
                .containsExactly(state.semconv() + " > closed call 100");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"CLOSING", "LAST_ACK"})
    void lingerZeroAfterBothFinsOnlyForgets(TcpState state) {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(state));
        tcp.closing(100, new Closing(tcpInfo(state), 0, true, false, false));

        assertThat(tcp.state()).isEqualTo(CLOSED);
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void closingDuringConnectSendsNoReset() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.connectStarted(10);
        tcp.closing(20, new Closing(tcpInfo(TcpState.SYN_SENT), 0, true, false, false));

        assertThat(tcp.state()).isEqualTo(CLOSED);
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void aCloseThatShutsDownFirstFinishesAndResetsWhenTheDescriptorGoes() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false))))
                .containsExactly("established > fin_wait_1 call 100");
        assertThat(published(tcp.observed(105, tcpInfo(FIN_WAIT_2))))
                .containsExactly("fin_wait_1 > fin_wait_2 kernel 100..105");
        assertThat(published(tcp.released(110))).containsExactly("fin_wait_2 > closed call 110");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
        assertThat(tcp.released(120)).isEmpty();
    }

    @Test
    void lingerZeroSkipsTheShutdown() {
        TcpStateMachine tcp = client();
        assertThat(tcp.closing(100, new Closing(tcpInfo(ESTABLISHED), 0, true, true, false)))
                .isEmpty();

        assertThat(published(tcp.released(110))).containsExactly("established > closed call 110");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void thePeersAckMayHaveComeBeforeOurResetCould() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.closing(200, new Closing(tcpInfo(CLOSE_WAIT), 7, false, true, false));

        assertThat(published(tcp.released(210))).containsExactly("last_ack > closed call 200..210");
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aResetThatWasToComeWithAReleaseNobodySawIsInferred() {
        TcpStateMachine tcp = client();
        tcp.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false));

        assertThat(published(tcp.observedInTable(500, ProcObservation.ABSENT, null)))
                .containsExactly("fin_wait_1 > closed inferred 100..500");
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void finOrResetIsUnsureWhereNothingTellsOfUnreadBytes() {
        TcpStateMachine established = client();
        established.closing(100, new Closing(tcpInfo(ESTABLISHED), Closing.UNKNOWN, false, false, false));
        assertThat(publishedSince(100, established)).containsExactly("established > fin_wait_1 inferred 100");

        TcpStateMachine closeWait = clientInCloseWait();
        closeWait.closing(200, new Closing(tcpInfo(CLOSE_WAIT), Closing.UNKNOWN, false, false, false));
        assertThat(publishedSince(200, closeWait)).containsExactly("close_wait > last_ack inferred 200");
    }

    @Test
    void nothingIsUnreadAfterTheEndOfTheStream() {
        TcpStateMachine tcp = client();
        tcp.endOfStream(50, NONE);
        tcp.closing(100, new Closing(NONE, Closing.UNKNOWN, false, false, false));

        assertThat(publishedSince(100, tcp)).containsExactly("close_wait > last_ack call 100");
    }

    @Test
    void aShutdownBeforeTheCloseIsAFinForCertain() {
        TcpStateMachine tcp = client();
        tcp.closing(100, new Closing(tcpInfo(ESTABLISHED), Closing.UNKNOWN, false, true, false));

        assertThat(publishedSince(100, tcp)).containsExactly("established > fin_wait_1 call 100");
    }

    @Test
    void whoClosedFirstIsUnsureWhereTheKernelCannotBeAsked() {
        TcpStateMachine tcp = client();
        tcp.closing(100, new Closing(NONE, Closing.UNKNOWN, false, true, false));

        assertThat(publishedSince(100, tcp)).containsExactly("established > fin_wait_1 inferred 100");
    }

    @Test
    void onlyTheFirstCloseCounts() {
        TcpStateMachine tcp = client();
        tcp.closing(100, clean(ESTABLISHED));

        assertThat(tcp.closing(110, new Closing(tcpInfo(FIN_WAIT_1), 7, true, false, true)))
                .isEmpty();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void theCollectorEndsWhatNobodyClosed() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.closing(200, new Closing(tcpInfo(CLOSE_WAIT), 0, false, false, true));

        assertThat(tcp.state()).isEqualTo(LAST_ACK);
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.GC);
        assertThat(tcp.firstFin()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theCollectorsCloseCanResetToo() {
        TcpStateMachine tcp = client();
        tcp.closing(200, new Closing(tcpInfo(ESTABLISHED), 7, false, false, true));

        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.GC);
        assertThat(tcp.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void theCollectorEndsNothingThatHadEnded() {
        TcpStateMachine reset = client();
        reset.receivedReset(100);
        reset.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));
        assertThat(reset.closedBy()).isEqualTo(ClosedBy.RESET);

        TcpStateMachine finished = clientInFinWait2();
        finished.endOfStream(150, tcpInfo(CLOSED));
        finished.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));
        assertThat(finished.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void theCollectorClosesWhatNeverConnected() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));

        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.GC);
    }

    @Test
    void aClosingConnectionThatIsFinishedMeanwhileIsNotReset() {
        TcpStateMachine tcp = client();
        tcp.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false));
        tcp.observed(105, tcpInfo(CLOSING));

        assertThat(tcp.released(110)).isEmpty();
        assertThat(tcp.resetBy()).isNull();
    }
}
