package io.sockspan.tcp;

import static io.sockspan.tcp.ProcObservation.ABSENT;
import static io.sockspan.tcp.ProcObservation.ABSENT_FIRST;
import static io.sockspan.tcp.ProcObservation.TAKEN_OVER;
import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;
import static io.sockspan.tcp.TestConnections.NONE;
import static io.sockspan.tcp.TestConnections.clean;
import static io.sockspan.tcp.TestConnections.client;
import static io.sockspan.tcp.TestConnections.clientInCloseWait;
import static io.sockspan.tcp.TestConnections.clientInFinWait2;
import static io.sockspan.tcp.TestConnections.closedClient;
import static io.sockspan.tcp.TestConnections.published;
import static io.sockspan.tcp.TestConnections.publishedSince;
import static io.sockspan.tcp.TestConnections.tcpInfo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel's table of connections tells when the descriptor is gone. */
class AfterCloseTest {
    private static final ProcObservation REMOTE_PEER = null;
    private static final long MILLIS = 1_000_000;

    @Test
    void activeCloseIsFollowedToTheEnd() {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observedInTable(110, ProcObservation.of(FIN_WAIT_1), REMOTE_PEER))
                .isEmpty();
        assertThat(published(tcp.observedInTable(200, ProcObservation.of(FIN_WAIT_2), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 110..200");
        assertThat(published(tcp.observedInTable(300, ProcObservation.of(TIME_WAIT, 250, 261), REMOTE_PEER)))
                .containsExactly("fin_wait_2 > time_wait proc 250..261");
        assertThat(tcp.settled()).isTrue();
        assertThat(tcp.ended()).isFalse();
        assertThat(published(tcp.observedInTable(900, ABSENT, REMOTE_PEER)))
                .containsExactly("time_wait > closed inferred 300..900");
        assertThat(tcp.ended()).isTrue();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void fromFinWait1ToTimeWaitWithARemotePeerNothingIsClaimedInBetween() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT, 140, 151), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    @Test
    void aPeerInTimeWaitAsWellClosedAtTheSameTimeWhichLeavesTwoWays() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(
                        200, ProcObservation.of(TIME_WAIT, 140, 151), ProcObservation.of(TIME_WAIT))))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    @Test
    void aPeerThatIsNotInTimeWaitAcknowledgedFirst() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT, 140, 151), ABSENT)))
                .containsExactly("fin_wait_1 > fin_wait_2 inferred 100..151", "fin_wait_2 > time_wait proc 140..151");
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"FIN_WAIT_1", "FIN_WAIT_2", "CLOSING", "ESTABLISHED"})
    void aPeerThatWasReadBeforeItGotOurFinLeavesTwoWays(TcpState readBefore) {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(
                        200, ProcObservation.of(TIME_WAIT, 140, 151), ProcObservation.of(readBefore))))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    /** The rows of both ends are not read at once. */
    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT"})
    void aPeerThatClosedFirstAfterAllIsSetRight(TcpState peer) {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ABSENT, ProcObservation.of(peer))))
                .containsExactly(
                        "established > close_wait inferred 100..200",
                        "close_wait > last_ack inferred 100..200",
                        "last_ack > closed inferred 100..200");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.withdrawn()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "LAST_ACK"})
    void rowsThatCannotBeOfOneMomentAreReadAgain(TcpState peer) {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observedInTable(200, ABSENT, ProcObservation.of(peer))).isEmpty();
        assertThat(published(tcp.observedInTable(900, ABSENT, ProcObservation.of(TIME_WAIT))))
                .containsExactly(
                        "established > close_wait inferred 100..900",
                        "close_wait > last_ack inferred 100..900",
                        "last_ack > closed inferred 100..900");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void oneOfTheEndsMustBeThereAtFirst() {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observedInTable(200, ABSENT, ABSENT)).isEmpty();
        assertThat(published(tcp.observedInTable(300, ProcObservation.of(TIME_WAIT, 140, 151), ABSENT)))
                .containsExactly("fin_wait_1 > fin_wait_2 inferred 100..151", "fin_wait_2 > time_wait proc 140..151");
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpState.class,
            names = {"ESTABLISHED", "CLOSE_WAIT", "LAST_ACK"})
    void afterThatATimeWaitMayHaveBeenReplaced(TcpState peer) {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observedInTable(2_000 * MILLIS, ABSENT, ProcObservation.of(peer)))
                .as("one reading alone")
                .isEmpty();
        assertThat(published(tcp.observedInTable(3_000 * MILLIS, ABSENT, ProcObservation.of(peer))))
                .containsExactly("fin_wait_1 > closed inferred 100..3000000000");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    /** With FINs that crossed, both ends are in TIME_WAIT. */
    @Test
    void aFinThatTheTableHasShownToBeFirstDoesNotBecomeTheSecond() {
        TcpStateMachine tcp = closedClient();
        tcp.observedInTable(110, ProcObservation.of(FIN_WAIT_1), ProcObservation.of(FIN_WAIT_1));

        assertThat(tcp.observedInTable(200, ABSENT, ProcObservation.of(TIME_WAIT)))
                .as("our row was missed")
                .isEmpty();
        assertThat(published(tcp.observedInTable(300, ProcObservation.of(TIME_WAIT), ProcObservation.of(TIME_WAIT))))
                .containsExactly("fin_wait_1 > time_wait proc 110..300");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void aFinThatTheDescriptorHasShownToBeFirstDoesNotBecomeTheSecondEither() {
        TcpStateMachine tcp = client();
        tcp.outputShutdown(100, tcpInfo(ESTABLISHED));
        tcp.observed(110, tcpInfo(FIN_WAIT_1));
        tcp.closing(120, clean(FIN_WAIT_1));
        tcp.released(121);

        assertThat(tcp.observedInTable(200, ABSENT, ProcObservation.of(TIME_WAIT)))
                .isEmpty();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    /** Both closed in this process, and the end of one was cut short. */
    @Test
    void ofTwoEndsThatBothClaimToBeFirstNothingIsToldWhereNeitherIsLeft() {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observedInTable(200, ABSENT, ABSENT_FIRST)).isEmpty();
        assertThat(published(tcp.observedInTable(2_000 * MILLIS, ABSENT, ABSENT)))
                .containsExactly("established > closed inferred 100..2000000000");
        assertThat(tcp.closedBy()).isNull();
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.withdrawn()).isEqualTo(1);
        assertThat(tcp.ended()).isTrue();
    }

    @Test
    void ofTwoEndsThatBothClaimToBeFirstNothingIsToldWhereNobodyReadsAgain() {
        TcpStateMachine tcp = closedClient();
        tcp.observedInTable(200, ABSENT, ABSENT_FIRST);

        assertThat(published(tcp.stopFollowing(300))).containsExactly("established > closed inferred 100..300");
        assertThat(tcp.closedBy()).isNull();
    }

    @Test
    void aRowThatComesLateEndsTheDispute() {
        TcpStateMachine first = closedClient();
        first.observedInTable(200, ABSENT, ABSENT_FIRST);
        first.observedInTable(300, ProcObservation.of(TIME_WAIT, 140, 151), ABSENT);
        assertThat(first.closedBy()).isEqualTo(ClosedBy.LOCAL);

        TcpStateMachine second = closedClient();
        second.observedInTable(200, ABSENT, ABSENT_FIRST);
        second.observedInTable(300, ABSENT, ProcObservation.of(TIME_WAIT));
        assertThat(second.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aPeerThatClaimsToBeFirstAndIsGoneLeavesTwoWays() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT, 140, 151), ABSENT_FIRST)))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    /** What the table shows two seconds later happened within the close, and not two seconds later. */
    @Test
    void aFinThatTurnsOutLateToBeTheSecondIsPutWhereTheCloseSentIt() {
        TcpStateMachine gone = closedAt(5 * MILLIS);
        assertThat(published(gone.observedInTable(2_000 * MILLIS, ABSENT, ProcObservation.of(TIME_WAIT))))
                .containsExactly(
                        "established > close_wait inferred 4000000..6100000",
                        "close_wait > last_ack inferred 5000000..6100000",
                        "last_ack > closed inferred 5000000..2000000000");

        TcpStateMachine lastAck = closedAt(5 * MILLIS);
        assertThat(published(lastAck.observedInTable(2_000 * MILLIS, ProcObservation.of(LAST_ACK), REMOTE_PEER)))
                .containsExactly(
                        "established > close_wait inferred 4000000..6100000",
                        "close_wait > last_ack proc 5000000..6100000");
    }

    /** Last observed a millisecond before, and released a tenth of one after. */
    private static TcpStateMachine closedAt(long at) {
        TcpStateMachine tcp = client();
        tcp.observed(at - MILLIS, tcpInfo(ESTABLISHED));
        tcp.closing(at, new Closing(NONE, 0, false, false, false));
        tcp.released(at + MILLIS / 10);
        return tcp;
    }

    @Test
    void aRowInLastAckSetsItRightToo() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(LAST_ACK), REMOTE_PEER)))
                .containsExactly("established > close_wait inferred 100..200", "close_wait > last_ack proc 100..200");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aTimerThatStartedAfterTheReleaseDatesFinWait2() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(FIN_WAIT_2, 120, 131), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 120..131");
    }

    @Test
    void aTimerThatStartedWithTheReleaseOnlyBoundsFinWait2() {
        TcpStateMachine tcp = client();
        tcp.closing(100, clean(ESTABLISHED));
        tcp.released(150);

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(FIN_WAIT_2, 145, 156), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 100..156");
    }

    @Test
    void aTimerThatSeemsToHaveStartedBeforeTheCloseDidNot() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT, 85, 96), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > time_wait proc 100");
    }

    @Test
    void lastAckEndsWhenTheRowIsGone() {
        TcpStateMachine tcp = clientInCloseWait();
        tcp.closing(200, clean(CLOSE_WAIT));
        tcp.released(201);
        tcp.observedInTable(300, ProcObservation.of(LAST_ACK), REMOTE_PEER);

        assertThat(published(tcp.observedInTable(400, ABSENT, REMOTE_PEER)))
                .containsExactly("last_ack > closed inferred 300..400");
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void anActiveCloseThatLeavesNoTraceJustEnds() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(200, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_1 > closed inferred 100..200");
        assertThat(tcp.resetBy()).isNull();
        assertThat(tcp.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void finWait2WithoutADescriptorTimesOut() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.closing(200, clean(FIN_WAIT_2));
        tcp.released(201);
        tcp.observedInTable(300, ProcObservation.of(FIN_WAIT_2), REMOTE_PEER);

        assertThat(published(tcp.observedInTable(900, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed inferred 300..900");
    }

    @Test
    void closingEndsInTimeWait() {
        TcpStateMachine tcp = closedClient();
        tcp.observedInTable(110, ProcObservation.of(CLOSING), REMOTE_PEER);

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT), REMOTE_PEER)))
                .containsExactly("closing > time_wait proc 110..200");
    }

    @Test
    void anUnclearEndIsTimeWaitIfTheTableShowsIt() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(published(tcp.observedInTable(300, ProcObservation.of(TIME_WAIT, 160, 171), REMOTE_PEER)))
                .containsExactly("fin_wait_2 > time_wait proc 160..171");
    }

    @Test
    void anUnclearEndIsJustAnEndIfTheTableShowsNothing() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(published(tcp.observedInTable(300, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed kernel 110..200");
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void anUnclearEndMayHaveBeenATimeWaitThatALaterConnectionReplaced() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(published(tcp.observedInTable(300, TAKEN_OVER, null)))
                .containsExactly("fin_wait_2 > closed inferred 110..300");
    }

    @Test
    void anUnclearEndMayHaveBeenATimeWaitThatIsOver() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));
        long minuteLater = 110 + TimeUnit.SECONDS.toNanos(60);

        assertThat(published(tcp.observedInTable(minuteLater, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed inferred 110.." + minuteLater);
    }

    @Test
    void anUnclearEndWasNoTimeWaitIfOneWouldStillBeThere() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(published(tcp.observedInTable(109 + TimeUnit.SECONDS.toNanos(60), ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed kernel 110..200");
    }

    @Test
    void whatALaterConnectionReplacedHadClosedByThen() {
        TcpStateMachine tcp = closedClient();

        assertThat(published(tcp.observedInTable(300, TAKEN_OVER, null)))
                .containsExactly("fin_wait_1 > closed inferred 100..300");
        assertThat(tcp.resetBy()).isNull();
    }

    @Test
    void aTableThatWasReadBeforeTheUnclearEndDoesNotExplainIt() {
        TcpStateMachine tcp = clientInFinWait2();
        tcp.observed(200, tcpInfo(CLOSED));

        assertThat(tcp.observedInTable(190, ABSENT, REMOTE_PEER)).isEmpty();
        assertThat(tcp.isEndUnclear()).isTrue();
    }

    @Test
    void aRowOfALaterConnectionMeansThatThisOneIsOver() {
        TcpStateMachine tcp = closedClient();
        tcp.observedInTable(200, ProcObservation.of(TIME_WAIT), REMOTE_PEER);

        assertThat(published(tcp.observedInTable(300, ProcObservation.of(SYN_SENT), REMOTE_PEER)))
                .containsExactly("time_wait > closed inferred 200..300");
    }

    @Test
    void aRowThatShowsWhatWasBeforeOurFinDoesNotTurnBack() {
        TcpStateMachine active = closedClient();
        assertThat(active.observedInTable(102, ProcObservation.of(ESTABLISHED), REMOTE_PEER))
                .isEmpty();

        TcpStateMachine passive = clientInCloseWait();
        passive.closing(200, clean(CLOSE_WAIT));
        assertThat(passive.observedInTable(201, ProcObservation.of(CLOSE_WAIT), REMOTE_PEER))
                .isEmpty();
        assertThat(passive.state()).isEqualTo(LAST_ACK);
    }

    @Test
    void theTableSaysNothingOfAnOpenDescriptor() {
        TcpStateMachine tcp = client();

        assertThat(tcp.observedInTable(200, ABSENT, REMOTE_PEER)).isEmpty();
        assertThat(tcp.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void aCloseThatNobodyToldOfShowsInTheTable() {
        TcpStateMachine tcp = client();
        tcp.released(100);

        assertThat(published(tcp.observedInTable(200, ProcObservation.of(FIN_WAIT_2), REMOTE_PEER)))
                .containsExactly("established > fin_wait_1 inferred 10..200", "fin_wait_1 > fin_wait_2 proc 10..200");
    }

    @Test
    void aReleasedNumberTellsOfAnotherSocket() {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.observed(200, tcpInfo(CLOSING))).isEmpty();
    }

    @Test
    void whoStopsFollowingInventsNothing() {
        TcpStateMachine tcp = closedClient();

        assertThat(tcp.stopFollowing(500)).isEmpty();
        assertThat(tcp.state()).isEqualTo(FIN_WAIT_1);
        assertThat(tcp.settled()).isTrue();
        assertThat(tcp.ended()).isFalse();
        assertThat(tcp.observedInTable(600, ABSENT, REMOTE_PEER)).isEmpty();
    }

    @Test
    void aResetLeavesNothingToFollow() {
        TcpStateMachine tcp = client();
        tcp.receivedReset(100);
        tcp.closing(110, clean(CLOSED));
        tcp.released(111);

        assertThat(tcp.settled()).isTrue();
        assertThat(tcp.observedInTable(200, ProcObservation.of(TIME_WAIT), REMOTE_PEER))
                .isEmpty();
    }

    @Test
    void anInferredFinIsSetRightByTheTable() {
        TcpStateMachine tcp = client();
        tcp.closing(100, new Closing(NONE, Closing.UNKNOWN, false, false, false));
        tcp.observedInTable(200, ABSENT, ProcObservation.of(TIME_WAIT));

        assertThat(publishedSince(100, tcp))
                .containsExactly(
                        "established > close_wait inferred 10..200",
                        "close_wait > last_ack inferred 100..200",
                        "last_ack > closed inferred 100..200");
    }
}
