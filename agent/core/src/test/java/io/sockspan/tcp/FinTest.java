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
import static io.sockspan.tcp.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The orderly ends: who sends the first FIN, half-close in both directions, both at once. */
class FinTest {
    @Test
    void peerThatClosesFirstLeavesUsInCloseWait() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.looked(100, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 50..100");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void theEndOfTheStreamIsThePeersFin() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.endOfStream(60, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 50..60");
    }

    @Test
    void theEndOfTheStreamIsThePeersFinAlsoWhereTheKernelCannotBeAsked() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.endOfStream(60, NONE))).containsExactly("established > close_wait kernel 50..60");
    }

    @Test
    void theEndOfTheStreamAfterOurOwnShutdownInputProvesNothing() {
        Lifecycle life = client();
        life.inputShut(50);
        life.endOfStream(60, NONE);
        life.endOfStream(70, tcpInfo(ESTABLISHED));
        assertThat(life.state()).isEqualTo(ESTABLISHED);

        life.endOfStream(80, tcpInfo(CLOSE_WAIT));
        assertThat(life.state()).isEqualTo(CLOSE_WAIT);
    }

    @Test
    void theKernelsWordOutweighsAnEndOfStream() {
        Lifecycle life = client();
        life.endOfStream(60, tcpInfo(ESTABLISHED));

        assertThat(life.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void theEndOfTheStreamCanOvertakeTheNewsOfTheConnect() {
        Lifecycle life = new Lifecycle(0);
        life.connectStarted(10);

        assertThat(told(life.endOfStream(30, NONE)))
                .containsExactly("syn_sent > established inferred 10..30", "established > close_wait kernel 10..30");
    }

    @Test
    void passiveCloseGoesThroughLastAck() {
        Lifecycle life = clientInCloseWait();

        assertThat(told(life.closing(200, clean(CLOSE_WAIT)))).containsExactly("close_wait > last_ack call 200");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.ended()).isFalse();
    }

    @Test
    void activeCloseBeginsWithFinWait1() {
        Lifecycle life = client();

        assertThat(told(life.closing(200, clean(ESTABLISHED)))).containsExactly("established > fin_wait_1 call 200");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void aCloseThatWasHeldUpTellsNoMomentButInBetween() {
        Lifecycle life = client();

        assertThat(told(life.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(FIN_WAIT_2)))))
                .containsExactly("established > fin_wait_1 call 200..260", "fin_wait_1 > fin_wait_2 kernel 200..260");
    }

    @Test
    void aPeerThatWasFasterThanACloseThatWasHeldUpClosedFirst() {
        Lifecycle life = client();

        assertThat(told(life.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(LAST_ACK)))))
                .containsExactly("established > close_wait inferred 200..260", "close_wait > last_ack kernel 200..260");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aPeerThatWasFasterAndIsGoneAlreadyShowsInItsOwnRow() {
        Lifecycle life = client();
        assertThat(told(life.closing(200, clean(ESTABLISHED).heldUp(200, 260, tcpInfo(CLOSED)))))
                .containsExactly("established > fin_wait_1 inferred 200..260");
        life.released(260);

        assertThat(told(life.procLooked(300, ProcSight.ABSENT, ProcSight.of(TIME_WAIT))))
                .containsExactly(
                        "established > close_wait inferred 200..260",
                        "close_wait > last_ack inferred 200..260",
                        "last_ack > closed kernel 200..260");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theStateAtTheEntryOfCloseDecidesWhoClosedFirst() {
        Lifecycle life = client();

        assertThat(told(life.closing(200, clean(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 10..200", "close_wait > last_ack call 200");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void theStateAtTheEntryOfShutdownOutputDecidesWhoClosedFirst() {
        Lifecycle life = client();
        life.outputShut(200, tcpInfo(CLOSE_WAIT));

        assertThat(life.state()).isEqualTo(LAST_ACK);
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void shutdownOutputHalfClosesOurDirection() {
        Lifecycle life = client();

        assertThat(told(life.outputShut(100, tcpInfo(ESTABLISHED))))
                .containsExactly("established > fin_wait_1 call 100");
        assertThat(told(life.looked(110, tcpInfo(FIN_WAIT_2))))
                .containsExactly("fin_wait_1 > fin_wait_2 kernel 100..110");
        assertThat(life.closing(200, clean(FIN_WAIT_2))).isEmpty();
        assertThat(life.state()).isEqualTo(FIN_WAIT_2);
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void shutdownOutputTwiceSendsOneFin() {
        Lifecycle life = clientInFinWait2();

        assertThat(life.outputShut(120, tcpInfo(FIN_WAIT_2))).isEmpty();
    }

    @Test
    void peersFinAfterOursLeadsToTimeWaitWhichTheEndOfStreamProvesWhereTheTableDoesNotShowIt() {
        Lifecycle life = clientInFinWait2();
        life.looked(150, tcpInfo(FIN_WAIT_2));

        assertThat(life.looked(200, tcpInfo(CLOSED))).isEmpty();
        assertThat(life.isEndUnclear()).isTrue();
        assertThat(life.state()).isEqualTo(FIN_WAIT_2);
        assertThat(life.endOfStream(900, tcpInfo(CLOSED))).isEmpty();
        assertThat(told(life.procLooked(950, ProcSight.ABSENT, null)))
                .containsExactly("fin_wait_2 > time_wait inferred 150..200");
        assertThat(life.isEndUnclear()).isFalse();
        assertThat(life.settled()).isTrue();
        assertThat(life.ended()).isFalse();
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAndTheTableTellsSinceWhen() {
        Lifecycle life = clientInFinWait2();

        assertThat(life.endOfStream(200, tcpInfo(CLOSED))).isEmpty();
        assertThat(told(life.procLooked(250, ProcSight.of(TIME_WAIT, 180, 195), null)))
                .containsExactly("fin_wait_2 > time_wait proc 180..195");
        assertThat(life.looked(300, tcpInfo(CLOSED))).isEmpty();
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAlsoWhereNobodyReadsTheTable() {
        Lifecycle life = clientInFinWait2();
        life.endOfStream(200, tcpInfo(CLOSED));

        assertThat(told(life.stopFollowing(500))).containsExactly("fin_wait_2 > time_wait inferred 110..200");
    }

    @Test
    void theEndOfTheStreamInFinWait2IsTimeWaitAlsoWhereTheKernelCannotBeAsked() {
        Lifecycle life = clientInFinWait2();

        assertThat(told(life.endOfStream(200, NONE))).containsExactly("fin_wait_2 > time_wait inferred 110..200");
    }

    @Test
    void anEndThatNothingExplainsIsNoMoreThanAnEnd() {
        Lifecycle life = clientInFinWait2();
        life.looked(200, tcpInfo(CLOSED));
        life.looked(300, tcpInfo(CLOSED));
        life.closing(400, clean(CLOSED));
        assertThat(life.settled()).isFalse();

        assertThat(told(life.stopFollowing(500))).containsExactly("fin_wait_2 > closed kernel 110..200");
        assertThat(life.resetBy()).isNull();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(life.settled()).isTrue();
    }

    @Test
    void afterShutdownInputAnEndOfStreamDoesNotExplainTheEnd() {
        Lifecycle life = clientInFinWait2();
        life.inputShut(120);
        life.looked(200, tcpInfo(CLOSED));

        assertThat(life.endOfStream(210, tcpInfo(CLOSED))).isEmpty();
        assertThat(life.isEndUnclear()).isTrue();
    }

    @Test
    void aSkippedFinWaitIsInferred() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));

        assertThat(told(life.looked(100, tcpInfo(FIN_WAIT_2))))
                .containsExactly("established > fin_wait_1 inferred 50..100", "fin_wait_1 > fin_wait_2 kernel 50..100");
        assertThat(life.outputShut(60, tcpInfo(ESTABLISHED))).isEmpty();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void bothAtOnceGoThroughClosing() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(ESTABLISHED));

        assertThat(told(life.endOfStream(120, tcpInfo(CLOSING))))
                .containsExactly("fin_wait_1 > closing kernel 100..120");
        assertThat(life.looked(140, tcpInfo(CLOSED))).isEmpty();
        assertThat(told(life.procLooked(150, ProcSight.ABSENT, null)))
                .containsExactly("closing > time_wait inferred 120..140");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void halfCloseByThePeerAndThenByUsEndsInAnOrderlyWay() {
        Lifecycle life = clientInCloseWait();
        life.outputShut(200, tcpInfo(CLOSE_WAIT));
        assertThat(life.looked(210, tcpInfo(LAST_ACK))).isEmpty();

        assertThat(told(life.looked(250, tcpInfo(CLOSED)))).containsExactly("last_ack > closed kernel 210..250");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.resetBy()).isNull();
        assertThat(life.ended()).isTrue();
        assertThat(life.closing(300, clean(CLOSED))).isEmpty();
    }

    @Test
    void aLookThatComesBeforeTheFinOfACallDoesNotTurnBack() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(ESTABLISHED));
        assertThat(life.looked(101, tcpInfo(ESTABLISHED))).isEmpty();
        assertThat(life.state()).isEqualTo(FIN_WAIT_1);

        Lifecycle passive = clientInCloseWait();
        passive.outputShut(200, tcpInfo(CLOSE_WAIT));
        assertThat(passive.looked(201, tcpInfo(CLOSE_WAIT))).isEmpty();
        assertThat(passive.state()).isEqualTo(LAST_ACK);
    }

    @Test
    void aFinThatSlippedInBeforeOursIsSetRight() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(ESTABLISHED));

        assertThat(told(life.looked(150, tcpInfo(LAST_ACK))))
                .containsExactly("established > close_wait inferred 100..150", "close_wait > last_ack kernel 100..150");
        assertThat(life.withdrawn()).isEqualTo(1);
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aFinThatSlippedInBeforeOursIsSetRightWhileOursIsStillOnItsWay() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(ESTABLISHED));
        assertThat(told(life.looked(101, tcpInfo(CLOSE_WAIT))))
                .containsExactly("established > close_wait kernel 100..101");

        assertThat(told(life.looked(150, tcpInfo(CLOSED))))
                .containsExactly("close_wait > last_ack inferred 101..150", "last_ack > closed kernel 101..150");
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void anEndOfStreamThatArrivesAfterTheCloseItPrecededIsSetRight() {
        Lifecycle life = client();
        life.looked(50, tcpInfo(ESTABLISHED));
        life.closing(100, new Closing(NONE, 0, false, false, false));
        assertThat(life.evidence()).isEqualTo(Evidence.INFERRED);

        assertThat(told(life.endOfStream(90, NONE)))
                .containsExactly("established > close_wait kernel 50..90", "close_wait > last_ack inferred 100");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.transitions()).hasSize(4);
    }

    @Test
    void whatReadsAndWritesReturnAfterCloseIsTheJdksOwn() {
        Lifecycle life = client();
        life.closing(100, clean(ESTABLISHED));
        life.endOfStream(100, NONE);
        life.receivedReset(110);
        life.writeFailed(111, NONE);
        life.connectionLost(112);
        life.outputShut(113, NONE);

        assertThat(toldSince(100, life)).containsExactly("established > fin_wait_1 call 100");
    }

    @Test
    void whoShutsDownFirstIsUnsureWhereTheKernelCannotBeAsked() {
        Lifecycle life = client();

        assertThat(told(life.outputShut(100, NONE))).containsExactly("established > fin_wait_1 inferred 100");
    }

    @Test
    void aFinWhoseCallWasStampedBeforeALookThatStillSawTheOldStateCameAfterThatLook() {
        Lifecycle life = clientInCloseWait();

        assertThat(told(life.outputShut(90, tcpInfo(ESTABLISHED)))).containsExactly("close_wait > last_ack call 100");
    }

    @Test
    void aLookOlderThanWhatIsKnownIsIgnored() {
        Lifecycle life = clientInCloseWait();
        life.closing(200, clean(CLOSE_WAIT));

        assertThat(life.looked(150, tcpInfo(CLOSED))).isEmpty();
        assertThat(life.looked(150, tcpInfo(FIN_WAIT_1))).isEmpty();
    }

    @Test
    void aLookBoundsAChangeByTheTimesBeforeAndAfterTheQuestion() {
        Lifecycle life = client();
        life.looked(50, 70, tcpInfo(ESTABLISHED));
        life.looked(150, 170, tcpInfo(CLOSE_WAIT));

        assertThat(toldSince(100, life)).containsExactly("established > close_wait kernel 50..170");
        assertThat(life.lastKnownAt()).isEqualTo(150);
    }

    @Test
    void otherSystemsShowTimeWaitOnADescriptor() {
        Lifecycle life = client();
        life.outputShut(100, tcpInfo(ESTABLISHED));

        assertThat(told(life.looked(150, tcpInfo(TIME_WAIT))))
                .containsExactly("fin_wait_1 > time_wait kernel 100..150");
    }

    @Test
    void timesMayOverflow() {
        long start = Long.MAX_VALUE - 5;
        Lifecycle life = new Lifecycle(start);
        life.accepted(start, start + 2);
        life.looked(start + 4, tcpInfo(ESTABLISHED));
        life.looked(start + 20, tcpInfo(CLOSE_WAIT));

        Transition fin = life.transitions().get(1);
        assertThat(fin.earliest).isEqualTo(start + 4);
        assertThat(fin.uncertainty()).isEqualTo(16);
    }
}
