package io.sockspan.tcp;

import static io.sockspan.tcp.Lives.NONE;
import static io.sockspan.tcp.Lives.clean;
import static io.sockspan.tcp.Lives.client;
import static io.sockspan.tcp.Lives.clientInCloseWait;
import static io.sockspan.tcp.Lives.clientInFinWait2;
import static io.sockspan.tcp.Lives.tcpInfo;
import static io.sockspan.tcp.Lives.told;
import static io.sockspan.tcp.Lives.toldSince;
import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The other ends: resets received and sent, and a kernel that gives up. */
class ResetTest {
    @Test
    void theKernelsClosedUnderAnOpenDescriptorIsAResetReceived() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.looked(100, tcpInfo(CLOSED)))).containsExactly("established > closed kernel 50..100");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
        assertThat(life.ended()).isTrue();
        assertThat(life.receivedReset(120)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK"})
    void aResetEndsEveryState(TcpState state) {
        Lifecycle life = client();
        life.looked(50, tcpInfo(state));

        assertThat(told(life.receivedReset(100))).containsExactly(state.semconv() + " > closed kernel 50..100");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aResetCanOvertakeTheNewsOfTheConnect() {
        Lifecycle life = new Lifecycle(0);
        life.connectStarted(10);

        assertThat(told(life.receivedReset(30)))
                .containsExactly("syn_sent > established inferred 10..30", "established > closed kernel 10..30");
    }

    @Test
    void theFirstFinIsRememberedBesidesTheReset() {
        Lifecycle life = clientInCloseWait();
        life.receivedReset(200);

        assertThat(life.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(life.firstFin()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aResetThatAReadReportsExplainsAnUnclearEnd() {
        Lifecycle life = clientInFinWait2();
        life.looked(200, tcpInfo(CLOSED));

        assertThat(told(life.receivedReset(300))).containsExactly("fin_wait_2 > closed kernel 110..200");
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void java8ShowsAFalseEndOfStreamAfterAReset() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.endOfStream(100, tcpInfo(CLOSED)))).containsExactly("established > closed kernel 50..100");
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aBrokenPipeIsAResetWhileOurOutputIsOpen() {
        Lifecycle life = client();
        life.writeFailed(100, NONE);

        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aBrokenPipeIsOurOwnDoingAfterShutdownOutput() {
        Lifecycle life = clientInFinWait2();
        life.writeFailed(150, NONE);
        life.writeFailed(160, tcpInfo(FIN_WAIT_2));

        assertThat(life.state()).isEqualTo(FIN_WAIT_2);
    }

    @Test
    void aBrokenPipeThatTheKernelConfirmsIsAReset() {
        Lifecycle life = clientInCloseWait();

        assertThat(told(life.writeFailed(200, tcpInfo(CLOSED)))).containsExactly("close_wait > closed kernel 100..200");
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
    }

    @Test
    void aKernelThatGaveUpReceivedNoReset() {
        Lifecycle life = client();

        assertThat(told(life.connectionLost(100))).containsExactly("established > closed kernel 10..100");
        assertThat(life.closedBy()).isNull();
        assertThat(life.resetBy()).isNull();
        assertThat(life.ended()).isTrue();
    }

    @Test
    void anEndAfterSilenceIsNobodysUntilAReadTells() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED, 0, 8));
        life.looked(100, tcpInfo(CLOSED));
        assertThat(life.state()).isEqualTo(CLOSED);
        assertThat(life.resetBy()).isNull();

        life.receivedReset(110);
        assertThat(life.resetBy()).isEqualTo(ResetBy.REMOTE);
        assertThat(life.transitions()).hasSize(3);
    }

    @Test
    void anEndThatLookedLikeAResetWasNoneIfAReadSaysSo() {
        Lifecycle life = client();
        life.looked(100, tcpInfo(CLOSED));
        life.connectionLost(110);

        assertThat(life.resetBy()).isNull();
    }

    @Test
    void aResetStampedBeforeTheCloseThatWasToldFirstIsSetRight() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));
        life.closing(100, new Closing(NONE, 0, false, false, false));

        assertThat(told(life.receivedReset(90))).containsExactly("established > closed kernel 50..90");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.RESET);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "LAST_ACK"})
    void closingWithUnreadBytesResets(TcpState state) {
        Lifecycle life = client();
        life.looked(50, tcpInfo(state));

        assertThat(told(life.closing(100, new Closing(tcpInfo(state), 7, false, false, false))))
                .containsExactly(state.semconv() + " > closed call 100");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.RESET);
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2"})
    void closingWithLingerZeroResets(TcpState state) {
        Lifecycle life = client();
        life.looked(50, tcpInfo(state));

        assertThat(told(life.closing(100, new Closing(tcpInfo(state), 0, true, false, false))))
                .containsExactly(state.semconv() + " > closed call 100");
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"CLOSING", "LAST_ACK"})
    void lingerZeroAfterBothFinsOnlyForgets(TcpState state) {
        Lifecycle life = client();
        life.looked(50, tcpInfo(state));
        life.closing(100, new Closing(tcpInfo(state), 0, true, false, false));

        assertThat(life.state()).isEqualTo(CLOSED);
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void closingDuringConnectSendsNoReset() {
        Lifecycle life = new Lifecycle(0);
        life.connectStarted(10);
        life.closing(20, new Closing(tcpInfo(TcpState.SYN_SENT), 0, true, false, false));

        assertThat(life.state()).isEqualTo(CLOSED);
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void aCloseThatShutsDownFirstFinishesAndResetsWhenTheDescriptorGoes() {
        Lifecycle life = client();

        assertThat(told(life.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false))))
                .containsExactly("established > fin_wait_1 call 100");
        assertThat(told(life.looked(105, tcpInfo(FIN_WAIT_2))))
                .containsExactly("fin_wait_1 > fin_wait_2 kernel 100..105");
        assertThat(told(life.released(110))).containsExactly("fin_wait_2 > closed call 110");
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
        assertThat(life.released(120)).isEmpty();
    }

    @Test
    void lingerZeroSkipsTheShutdown() {
        Lifecycle life = client();
        assertThat(life.closing(100, new Closing(tcpInfo(ESTABLISHED), 0, true, true, false)))
                .isEmpty();

        assertThat(told(life.released(110))).containsExactly("established > closed call 110");
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void thePeersAckMayHaveComeBeforeOurResetCould() {
        Lifecycle life = clientInCloseWait();
        life.closing(200, new Closing(tcpInfo(CLOSE_WAIT), 7, false, true, false));

        assertThat(told(life.released(210))).containsExactly("last_ack > closed call 200..210");
        assertThat(life.resetBy()).isNull();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aResetThatWasToComeWithAReleaseNobodySawIsInferred() {
        Lifecycle life = client();
        life.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false));

        assertThat(told(life.procLooked(500, ProcSight.ABSENT, null)))
                .containsExactly("fin_wait_1 > closed inferred 100..500");
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void finOrResetIsUnsureWhereNothingTellsOfUnreadBytes() {
        Lifecycle established = client();
        established.closing(100, new Closing(tcpInfo(ESTABLISHED), Closing.UNKNOWN, false, false, false));
        assertThat(toldSince(100, established)).containsExactly("established > fin_wait_1 inferred 100");

        Lifecycle closeWait = clientInCloseWait();
        closeWait.closing(200, new Closing(tcpInfo(CLOSE_WAIT), Closing.UNKNOWN, false, false, false));
        assertThat(toldSince(200, closeWait)).containsExactly("close_wait > last_ack inferred 200");
    }

    @Test
    void nothingIsUnreadAfterTheEndOfTheStream() {
        Lifecycle life = client();
        life.endOfStream(50, NONE);
        life.closing(100, new Closing(NONE, Closing.UNKNOWN, false, false, false));

        assertThat(toldSince(100, life)).containsExactly("close_wait > last_ack call 100");
    }

    @Test
    void aShutdownBeforeTheCloseIsAFinForCertain() {
        Lifecycle life = client();
        life.closing(100, new Closing(tcpInfo(ESTABLISHED), Closing.UNKNOWN, false, true, false));

        assertThat(toldSince(100, life)).containsExactly("established > fin_wait_1 call 100");
    }

    @Test
    void whoClosedFirstIsUnsureWhereTheKernelCannotBeAsked() {
        Lifecycle life = client();
        life.closing(100, new Closing(NONE, Closing.UNKNOWN, false, true, false));

        assertThat(toldSince(100, life)).containsExactly("established > fin_wait_1 inferred 100");
    }

    @Test
    void onlyTheFirstCloseCounts() {
        Lifecycle life = client();
        life.closing(100, clean(ESTABLISHED));

        assertThat(life.closing(110, new Closing(tcpInfo(FIN_WAIT_1), 7, true, false, true)))
                .isEmpty();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void theCollectorEndsWhatNobodyClosed() {
        Lifecycle life = clientInCloseWait();
        life.closing(200, new Closing(tcpInfo(CLOSE_WAIT), 0, false, false, true));

        assertThat(life.state()).isEqualTo(LAST_ACK);
        assertThat(life.closedBy()).isEqualTo(ClosedBy.GC);
        assertThat(life.firstFin()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theCollectorsCloseCanResetToo() {
        Lifecycle life = client();
        life.closing(200, new Closing(tcpInfo(ESTABLISHED), 7, false, false, true));

        assertThat(life.closedBy()).isEqualTo(ClosedBy.GC);
        assertThat(life.resetBy()).isEqualTo(ResetBy.LOCAL);
    }

    @Test
    void theCollectorEndsNothingThatHadEnded() {
        Lifecycle reset = client();
        reset.receivedReset(100);
        reset.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));
        assertThat(reset.closedBy()).isEqualTo(ClosedBy.RESET);

        Lifecycle finished = clientInFinWait2();
        finished.endOfStream(150, tcpInfo(CLOSED));
        finished.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));
        assertThat(finished.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void theCollectorClosesWhatNeverConnected() {
        Lifecycle life = new Lifecycle(0);
        life.closing(200, new Closing(tcpInfo(CLOSED), 0, false, false, true));

        assertThat(life.closedBy()).isEqualTo(ClosedBy.GC);
    }

    @Test
    void aClosingConnectionThatIsFinishedMeanwhileIsNotReset() {
        Lifecycle life = client();
        life.closing(100, new Closing(tcpInfo(ESTABLISHED), 7, false, true, false));
        life.looked(105, tcpInfo(CLOSING));

        assertThat(life.released(110)).isEmpty();
        assertThat(life.resetBy()).isNull();
    }
}
