package io.sockspan.tcp;

import static io.sockspan.tcp.Lives.NONE;
import static io.sockspan.tcp.Lives.clean;
import static io.sockspan.tcp.Lives.client;
import static io.sockspan.tcp.Lives.clientInCloseWait;
import static io.sockspan.tcp.Lives.clientInFinWait2;
import static io.sockspan.tcp.Lives.closedClient;
import static io.sockspan.tcp.Lives.tcpInfo;
import static io.sockspan.tcp.Lives.told;
import static io.sockspan.tcp.Lives.toldSince;
import static io.sockspan.tcp.ProcSight.ABSENT;
import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.CLOSE_WAIT;
import static io.sockspan.tcp.TcpState.CLOSING;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.FIN_WAIT_1;
import static io.sockspan.tcp.TcpState.FIN_WAIT_2;
import static io.sockspan.tcp.TcpState.LAST_ACK;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the kernel's table of connections tells when the descriptor is gone. */
class AfterCloseTest {
    private static final ProcSight REMOTE_PEER = null;

    @Test
    void activeCloseIsFollowedToTheEnd() {
        Lifecycle life = closedClient();

        assertThat(life.procLooked(110, ProcSight.of(FIN_WAIT_1), REMOTE_PEER)).isEmpty();
        assertThat(told(life.procLooked(200, ProcSight.of(FIN_WAIT_2), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 110..200");
        assertThat(told(life.procLooked(300, ProcSight.of(TIME_WAIT, 250, 261), REMOTE_PEER)))
                .containsExactly("fin_wait_2 > time_wait proc 250..261");
        assertThat(life.settled()).isTrue();
        assertThat(life.ended()).isFalse();
        assertThat(told(life.procLooked(900, ABSENT, REMOTE_PEER)))
                .containsExactly("time_wait > closed inferred 300..900");
        assertThat(life.ended()).isTrue();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void fromFinWait1ToTimeWaitWithARemotePeerNothingIsClaimedInBetween() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(TIME_WAIT, 140, 151), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    @Test
    void aPeerInTimeWaitAsWellClosedAtTheSameTimeWhichLeavesTwoWays() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(TIME_WAIT, 140, 151), ProcSight.of(TIME_WAIT))))
                .containsExactly("fin_wait_1 > time_wait proc 140..151");
    }

    @Test
    void aPeerThatIsNotInTimeWaitAcknowledgedFirst() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(TIME_WAIT, 140, 151), ABSENT)))
                .containsExactly("fin_wait_1 > fin_wait_2 inferred 100..151", "fin_wait_2 > time_wait proc 140..151");
    }

    @Test
    void aPeerThatClosedFirstAfterAllIsSetRight() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ABSENT, ProcSight.of(TIME_WAIT))))
                .containsExactly(
                        "established > close_wait inferred 100..200",
                        "close_wait > last_ack inferred 100..200",
                        "last_ack > closed inferred 100..200");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.withdrawn()).isEqualTo(1);
    }

    @Test
    void aRowInLastAckSetsItRightToo() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(LAST_ACK), REMOTE_PEER)))
                .containsExactly("established > close_wait inferred 100..200", "close_wait > last_ack proc 100..200");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aTimerThatStartedAfterTheReleaseDatesFinWait2() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(FIN_WAIT_2, 120, 131), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 120..131");
    }

    @Test
    void aTimerThatStartedWithTheReleaseOnlyBoundsFinWait2() {
        Lifecycle life = client();
        life.closing(100, clean(ESTABLISHED));
        life.released(150);

        assertThat(told(life.procLooked(200, ProcSight.of(FIN_WAIT_2, 145, 156), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > fin_wait_2 proc 100..156");
    }

    @Test
    void aTimerThatSeemsToHaveStartedBeforeTheCloseDidNot() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ProcSight.of(TIME_WAIT, 85, 96), REMOTE_PEER)))
                .containsExactly("fin_wait_1 > time_wait proc 100");
    }

    @Test
    void lastAckEndsWhenTheRowIsGone() {
        Lifecycle life = clientInCloseWait();
        life.closing(200, clean(CLOSE_WAIT));
        life.released(201);
        life.procLooked(300, ProcSight.of(LAST_ACK), REMOTE_PEER);

        assertThat(told(life.procLooked(400, ABSENT, REMOTE_PEER)))
                .containsExactly("last_ack > closed inferred 300..400");
        assertThat(life.closedBy()).isEqualTo(ClosedBy.REMOTE);
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void anActiveCloseThatLeavesNoTraceJustEnds() {
        Lifecycle life = closedClient();

        assertThat(told(life.procLooked(200, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_1 > closed inferred 100..200");
        assertThat(life.resetBy()).isNull();
        assertThat(life.closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    @Test
    void finWait2WithoutADescriptorTimesOut() {
        Lifecycle life = clientInFinWait2();
        life.closing(200, clean(FIN_WAIT_2));
        life.released(201);
        life.procLooked(300, ProcSight.of(FIN_WAIT_2), REMOTE_PEER);

        assertThat(told(life.procLooked(900, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed inferred 300..900");
    }

    @Test
    void closingEndsInTimeWait() {
        Lifecycle life = closedClient();
        life.procLooked(110, ProcSight.of(CLOSING), REMOTE_PEER);

        assertThat(told(life.procLooked(200, ProcSight.of(TIME_WAIT), REMOTE_PEER)))
                .containsExactly("closing > time_wait proc 110..200");
    }

    @Test
    void anUnclearEndIsTimeWaitIfTheTableShowsIt() {
        Lifecycle life = clientInFinWait2();
        life.looked(200, tcpInfo(CLOSED));

        assertThat(told(life.procLooked(300, ProcSight.of(TIME_WAIT, 160, 171), REMOTE_PEER)))
                .containsExactly("fin_wait_2 > time_wait proc 160..171");
    }

    @Test
    void anUnclearEndIsJustAnEndIfTheTableShowsNothing() {
        Lifecycle life = clientInFinWait2();
        life.looked(200, tcpInfo(CLOSED));

        assertThat(told(life.procLooked(300, ABSENT, REMOTE_PEER)))
                .containsExactly("fin_wait_2 > closed kernel 110..200");
        assertThat(life.resetBy()).isNull();
    }

    @Test
    void aTableThatWasReadBeforeTheUnclearEndDoesNotExplainIt() {
        Lifecycle life = clientInFinWait2();
        life.looked(200, tcpInfo(CLOSED));

        assertThat(life.procLooked(190, ABSENT, REMOTE_PEER)).isEmpty();
        assertThat(life.isEndUnclear()).isTrue();
    }

    @Test
    void aRowOfALaterConnectionMeansThatThisOneIsOver() {
        Lifecycle life = closedClient();
        life.procLooked(200, ProcSight.of(TIME_WAIT), REMOTE_PEER);

        assertThat(told(life.procLooked(300, ProcSight.of(SYN_SENT), REMOTE_PEER)))
                .containsExactly("time_wait > closed inferred 200..300");
    }

    @Test
    void aRowThatShowsWhatWasBeforeOurFinDoesNotTurnBack() {
        Lifecycle active = closedClient();
        assertThat(active.procLooked(102, ProcSight.of(ESTABLISHED), REMOTE_PEER))
                .isEmpty();

        Lifecycle passive = clientInCloseWait();
        passive.closing(200, clean(CLOSE_WAIT));
        assertThat(passive.procLooked(201, ProcSight.of(CLOSE_WAIT), REMOTE_PEER))
                .isEmpty();
        assertThat(passive.state()).isEqualTo(LAST_ACK);
    }

    @Test
    void theTableSaysNothingOfAnOpenDescriptor() {
        Lifecycle life = client();

        assertThat(life.procLooked(200, ABSENT, REMOTE_PEER)).isEmpty();
        assertThat(life.state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void aCloseThatNobodyToldOfShowsInTheTable() {
        Lifecycle life = client();
        life.released(100);

        assertThat(told(life.procLooked(200, ProcSight.of(FIN_WAIT_2), REMOTE_PEER)))
                .containsExactly("established > fin_wait_1 inferred 10..200", "fin_wait_1 > fin_wait_2 proc 10..200");
    }

    @Test
    void aReleasedNumberTellsOfAnotherSocket() {
        Lifecycle life = closedClient();

        assertThat(life.looked(200, tcpInfo(CLOSING))).isEmpty();
    }

    @Test
    void whoStopsFollowingInventsNothing() {
        Lifecycle life = closedClient();

        assertThat(life.stopFollowing(500)).isEmpty();
        assertThat(life.state()).isEqualTo(FIN_WAIT_1);
        assertThat(life.settled()).isTrue();
        assertThat(life.ended()).isFalse();
        assertThat(life.procLooked(600, ABSENT, REMOTE_PEER)).isEmpty();
    }

    @Test
    void aResetLeavesNothingToFollow() {
        Lifecycle life = client();
        life.receivedReset(100);
        life.closing(110, clean(CLOSED));
        life.released(111);

        assertThat(life.settled()).isTrue();
        assertThat(life.procLooked(200, ProcSight.of(TIME_WAIT), REMOTE_PEER)).isEmpty();
    }

    @Test
    void anInferredFinIsSetRightByTheTable() {
        Lifecycle life = client();
        life.closing(100, new Closing(NONE, Closing.UNKNOWN, false, false, false));
        life.procLooked(200, ABSENT, ProcSight.of(TIME_WAIT));

        assertThat(toldSince(100, life))
                .containsExactly(
                        "established > close_wait inferred 10..200",
                        "close_wait > last_ack inferred 100..200",
                        "last_ack > closed inferred 100..200");
    }
}
