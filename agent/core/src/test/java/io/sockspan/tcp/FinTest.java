package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.TIME_WAIT;
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

/** The orderly ends: who sends the first FIN, half-close in both directions, both at once. */
class FinTest {
    @Test
    void peerThatClosesFirstLeavesUsInCloseWait() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.observed(100, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 50..100");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void aReportOfTheKernelPlacesThePeersFin() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.changed(98, 100, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 98..100");
    }

    @Test
    void aReportOfThePeersFinSaysNothingAboutTheTimeOfTheAcknowledgementBefore() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(60, tcpInfo(ESTABLISHED));

        tcp.changed(98, 100, tcpInfo(CLOSED));
        tcp.stopFollowing(200);

        assertThat(tcp.lastEntry(TIME_WAIT) == null || tcp.lastEntry(TIME_WAIT).earliest < 98)
                .isTrue();
    }

    @Test
    void theEndOfTheStreamIsThePeersFin() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.endOfStream(60, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 50..60");
    }

    @Test
    void theEndOfTheStreamIsThePeersFinAlsoWhereTheKernelCannotBeAsked() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.endOfStream(60, NONE))).containsExactly("established > close_wait kernel 50..60");
    }

    @Test
    void theEndOfTheStreamAfterOurOwnShutdownInputProvesNothing() {
        TcpStateMachine tcp = client();
        tcp.inputShutdown(50);
        tcp.endOfStream(60, NONE);
        tcp.endOfStream(70, tcpInfo(ESTABLISHED));
        assertThat(tcp.state()).isEqualTo(ESTABLISHED);

        tcp.endOfStream(80, tcpInfo(CLOSE_WAIT));
        assertThat(tcp.state()).isEqualTo(CLOSE_WAIT);
    }

    @Test
    void theKernelsWordOutweighsAnEndOfStream() {
        TcpStateMachine tcp = client();
        tcp.endOfStream(60, tcpInfo(ESTABLISHED));

        assertThat(tcp.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void theEndOfTheStreamCanOvertakeTheNewsOfTheConnect() {
        TcpStateMachine tcp = new TcpStateMachine(0);
        tcp.connectStarted(10);

        assertThat(published(tcp.endOfStream(30, NONE)))
                .containsExactly("syn_sent > established inferred 10..30", "established > close_wait kernel 10..30");
    }

    @Test
    void passiveCloseGoesThroughLastAck() {
        TcpStateMachine tcp = clientInCloseWait();

        assertThat(published(tcp.closing(200, clean(CLOSE_WAIT)))).containsExactly("close_wait > last_ack call 200");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.ended()).isFalse();
    }

    @Test
    void activeCloseBeginsWithFinWait1() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.closing(200, clean(ESTABLISHED))))
                .containsExactly("established > fin_wait_1 call 200");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void aCloseThatWasHeldUpTellsNoMomentButInBetween() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(FIN_WAIT_2)))))
                .containsExactly("established > fin_wait_1 call 200..260", "fin_wait_1 > fin_wait_2 kernel 200..260");
    }

    @Test
    void aPeerThatWasFasterThanACloseThatWasHeldUpClosedFirst() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(LAST_ACK)))))
                .containsExactly("established > close_wait inferred 200..260", "close_wait > last_ack kernel 200..260");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aPeerThatWasFasterAndIsGoneAlreadyShowsInItsOwnRow() {
        TcpStateMachine tcp = client();
        assertThat(published(tcp.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(CLOSED)))))
                .containsExactly("established > fin_wait_1 inferred 200..260");
        tcp.released(260);

        assertThat(published(tcp.observedInTable(300, ProcObservation.ABSENT, ProcObservation.of(TIME_WAIT))))
                .containsExactly(
                        "established > close_wait inferred 200..260",
                        "close_wait > last_ack inferred 200..260",
                        "last_ack > closed kernel 200..260");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theStateAtTheEntryOfCloseDecidesWhoClosedFirst() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.closing(200, clean(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 10..200", "close_wait > last_ack call 200");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theStateAtTheEntryOfShutdownOutputDecidesWhoClosedFirst() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(200, tcpInfo(CLOSE_WAIT));

        assertThat(tcp.state()).isEqualTo(LAST_ACK);
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void shutdownOutputHalfClosesOurDirection() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.outputShutdown(100, tcpInfo(ESTABLISHED))))
                .containsExactly("established > fin_wait_1 call 100");
        assertThat(published(tcp.observed(110, tcpInfo(FIN_WAIT_2))))
                .containsExactly("fin_wait_1 > fin_wait_2 kernel 100..110");
        assertThat(tcp.closing(200, clean(FIN_WAIT_2))).isEmpty();
        assertThat(tcp.state()).isEqualTo(FIN_WAIT_2);
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void shutdownOutputTwiceSendsOneFin() {
        TcpStateMachine tcp = clientInFinWait2();

        assertThat(tcp.outputShutdown(120, tcpInfo(FIN_WAIT_2))).isEmpty();
    }

    @Test
    void peersFinAfterOursLeadsToTimeWaitWhichTheEndOfStreamProvesWhereTheTableDoesNotShowIt() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(150, tcpInfo(FIN_WAIT_2));

        assertThat(tcp.observed(200, tcpInfo(CLOSED))).isEmpty();
        assertThat(tcp.isEndUnclear()).isTrue();
        assertThat(tcp.state()).isEqualTo(FIN_WAIT_2);
        assertThat(tcp.endOfStream(900, tcpInfo(CLOSED))).isEmpty();
        assertThat(published(tcp.observedInTable(950, ProcObservation.ABSENT, null)))
                .containsExactly("fin_wait_2 > time_wait inferred 150..200");
        assertThat(tcp.isEndUnclear()).isFalse();
        assertThat(tcp.settled()).isTrue();
        assertThat(tcp.ended()).isFalse();
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAndTheTableTellsSinceWhen() {
        TcpStateMachine tcp = clientInFinWait2();

        assertThat(tcp.endOfStream(200, tcpInfo(CLOSED))).isEmpty();
        assertThat(published(tcp.observedInTable(250, ProcObservation.of(TIME_WAIT, 180, 195), null)))
                .containsExactly("fin_wait_2 > time_wait proc 180..195");
        assertThat(tcp.observed(300, tcpInfo(CLOSED))).isEmpty();
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAlsoWhereNobodyReadsTheTable() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.endOfStream(200, tcpInfo(CLOSED));

        assertThat(published(tcp.stopFollowing(500))).containsExactly("fin_wait_2 > time_wait inferred 110..200");
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAlsoWhereTheKernelCannotBeAsked() {
        TcpStateMachine tcp = clientInFinWait2();

        assertThat(published(tcp.endOfStream(200, NONE))).containsExactly("fin_wait_2 > time_wait inferred 110..200");
    }

    @Test
    void anEndThatNothingExplainsIsNoMoreThanAnEnd() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));
        tcp.observed(300, tcpInfo(CLOSED));
        tcp.closing(400, clean(CLOSED));
        assertThat(tcp.settled()).isFalse();

        assertThat(published(tcp.stopFollowing(500))).containsExactly("fin_wait_2 > closed inferred 110..500");
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(tcp.settled()).isTrue();
    }

    @Test
    void afterShutdownInputAnEndOfStreamDoesNotExplainTheEnd() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.inputShutdown(120);
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(tcp.endOfStream(210, tcpInfo(CLOSED))).isEmpty();
        assertThat(tcp.isEndUnclear()).isTrue();
    }

    @Test
    void aSkippedFinWaitIsInferred() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.observed(100, tcpInfo(FIN_WAIT_2))))
                .containsExactly("established > fin_wait_1 inferred 50..100", "fin_wait_1 > fin_wait_2 kernel 50..100");
        assertThat(tcp.outputShutdown(60, tcpInfo(ESTABLISHED))).isEmpty();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void bothAtOnceGoThroughClosing() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.endOfStream(120, tcpInfo(CLOSING))))
                .containsExactly("fin_wait_1 > closing kernel 100..120");
        assertThat(tcp.observed(140, tcpInfo(CLOSED))).isEmpty();
        assertThat(published(tcp.observedInTable(150, ProcObservation.ABSENT, null)))
                .containsExactly("closing > time_wait inferred 120..140");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void halfCloseByThePeerAndThenByUsEndsInAnOrderlyWay() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.outputShutdown(200, tcpInfo(CLOSE_WAIT));
        assertThat(tcp.observed(210, tcpInfo(LAST_ACK))).isEmpty();

        assertThat(published(tcp.observed(250, tcpInfo(CLOSED)))).containsExactly("last_ack > closed kernel 210..250");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.ended()).isTrue();
        assertThat(tcp.closing(300, clean(CLOSED))).isEmpty();
    }

    @Test
    void aLookThatComesBeforeTheFinOfACallDoesNotTurnBack() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));
        assertThat(tcp.observed(101, tcpInfo(ESTABLISHED))).isEmpty();
        assertThat(tcp.state()).isEqualTo(FIN_WAIT_1);

        TcpStateMachine passive = clientInCloseWait();
        passive.outputShutdown(200, tcpInfo(CLOSE_WAIT));
        assertThat(passive.observed(201, tcpInfo(CLOSE_WAIT))).isEmpty();
        assertThat(passive.state()).isEqualTo(LAST_ACK);
    }

    @Test
    void aFinThatSlippedInBeforeOursIsSetRight() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.observed(150, tcpInfo(LAST_ACK))))
                .containsExactly("established > close_wait inferred 100..150", "close_wait > last_ack kernel 100..150");
        assertThat(tcp.withdrawn()).isEqualTo(1);
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aFinThatSlippedInBeforeOursIsSetRightWhileOursIsStillOnItsWay() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));
        assertThat(published(tcp.observed(101, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 100..101");

        assertThat(published(tcp.observed(150, tcpInfo(CLOSED))))
                .containsExactly("close_wait > last_ack inferred 101..150", "last_ack > closed kernel 101..150");
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void anEndOfStreamThatArrivesAfterTheCloseItPrecededIsSetRight() {
        TcpStateMachine tcp = client();
        tcp.observed(50, tcpInfo(ESTABLISHED));
        tcp.closing(100, new Closing(NONE, 0, false, false, false));
        assertThat(tcp.evidence()).isEqualTo(Evidence.INFERRED);

        assertThat(published(tcp.endOfStream(90, NONE)))
                .containsExactly("established > close_wait kernel 50..90", "close_wait > last_ack inferred 100");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.transitions()).hasSize(4);
    }

    @Test
    void whatReadsAndWritesReturnAfterCloseIsTheJdksOwn() {
        TcpStateMachine tcp = client();
        tcp.closing(100, clean(ESTABLISHED));
        tcp.endOfStream(100, NONE);
        tcp.receivedReset(110);
        tcp.writeFailed(111, NONE);
        tcp.connectionLost(112);
        tcp.outputShutdown(113, NONE);

        assertThat(publishedSince(100, tcp)).containsExactly("established > fin_wait_1 call 100");
    }

    @Test
    void whoShutsDownFirstIsUnsureWhereTheKernelCannotBeAsked() {
        TcpStateMachine tcp = client();

        assertThat(published(tcp.outputShutdown(100, NONE))).containsExactly("established > fin_wait_1 inferred 100");
    }

    @Test
    void aFinWhoseCallWasStampedBeforeALookThatStillSawTheOldStateCameAfterThatLook() {
        TcpStateMachine tcp = clientInCloseWait();

        assertThat(published(tcp.outputShutdown(90, tcpInfo(ESTABLISHED))))
                .containsExactly("close_wait > last_ack call 100");
    }

    @Test
    void aLookOlderThanWhatIsKnownIsIgnored() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.closing(200, clean(CLOSE_WAIT));

        assertThat(tcp.observed(150, tcpInfo(CLOSED))).isEmpty();
        assertThat(tcp.observed(150, tcpInfo(FIN_WAIT_1))).isEmpty();
    }

    @Test
    void aLookBoundsAChangeByTheTimesBeforeAndAfterTheQuestion() {
        TcpStateMachine tcp = client();
        tcp.observed(50, 70, tcpInfo(ESTABLISHED));
        tcp.observed(150, 170, tcpInfo(CLOSE_WAIT));

        assertThat(publishedSince(100, tcp)).containsExactly("established > close_wait kernel 50..170");
        assertThat(tcp.lastKnownAt()).isEqualTo(150);
    }

    @Test
    void otherSystemsShowTimeWaitOnADescriptor() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));

        assertThat(published(tcp.observed(150, tcpInfo(TIME_WAIT))))
                .containsExactly("fin_wait_1 > time_wait kernel 100..150");
    }

    @Test
    void timesMayOverflow() {
        long start = Long.MAX_VALUE - 5;
        TcpStateMachine tcp = new TcpStateMachine(start);
        tcp.accepted(start, start + 2);
        tcp.observed(start + 4, tcpInfo(ESTABLISHED));
        tcp.observed(start + 20, tcpInfo(CLOSE_WAIT));

        Transition fin = tcp.transitions().get(1);
        assertThat(fin.earliest).isEqualTo(start + 4);
        assertThat(fin.uncertainty()).isEqualTo(16);
    }
}
