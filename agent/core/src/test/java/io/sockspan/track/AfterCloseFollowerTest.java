package io.sockspan.track;

import static io.sockspan.track.TrackFixture.HERE;
import static io.sockspan.track.TrackFixture.MILLI;
import static io.sockspan.track.TrackFixture.SECOND;
import static io.sockspan.track.TrackFixture.THERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.Opening;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TrackFixture.Subject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AfterCloseFollowerTest {
    @TempDir
    Path proc;

    private TrackFixture world;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
    }

    @Test
    void followsAClosedConnectionToTimeWait() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(world.observer.ended).isEmpty();

        world.table.clear().timeWait(HERE, THERE, 400);
        world.pass(SECOND);
        world.sweep();

        Transition timeWait = c.tcp().transitions().get(c.tcp().transitions().size() - 1);
        assertThat(timeWait.to).isEqualTo(TcpState.TIME_WAIT);
        assertThat(timeWait.evidence).isEqualTo(Evidence.PROC);
        assertThat(timeWait.latest).isCloseTo(world.now() - 400 * MILLI, within(20 * MILLI));
        assertThat(world.observer.ended).containsExactly(c);
    }

    @Test
    void isDueInASecondWhileItFollowsWhereSweepsAreFurtherApart() {
        world = new TrackFixture(new FakeTable(proc), 0, new TrackSettings(60 * SECOND, 100_000, 1_000, 64, true, 0));
        world.sweep();
        assertThat(world.tracker.untilDue()).isEqualTo(60 * SECOND);

        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweepIfDue();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(world.tracker.untilDue()).isEqualTo(SECOND);

        world.table.clear().timeWait(HERE, THERE, 400);
        world.pass(SECOND);
        world.sweepIfDue();
        assertThat(world.observer.ended).containsExactly(c);
        assertThat(world.tracker.untilDue()).isGreaterThan(57 * SECOND);
    }

    @Test
    void followsAConnectionThatWasClosedBeforeTheAgentCouldAskForItsLocalAddress() {
        Subject server = world.socket();
        TestRecords.raise(server.record, SocketRecord.CONNECTED);
        Opening accepted = TestRecords.accept(THERE.getAddress(), THERE.getPort(), null, HERE.getPort());
        server.closing(TcpState.ESTABLISHED, 0).opens(TestRecords.closing(accepted, HERE));
        server.released();

        Subject client = world.socket();
        ActiveOpen connect = TestRecords.connect(THERE.getAddress(), THERE.getPort(), world.now());
        connect = TestRecords.connectedWithoutAddress(connect, world.now(), HERE.getPort());
        TestRecords.raise(client.record, SocketRecord.CONNECTED);
        client.opens(TestRecords.closing(connect, HERE));

        assertThat(server.connection().local().address).isEqualTo(HERE.getAddress());
        assertThat(client.connection().local().address).isEqualTo(HERE.getAddress());
        assertThat(client.connection().tuple()).isEqualTo(server.connection().tuple());
    }

    @Test
    void followsOnlyWhatIsWantedWhereManyClose() {
        for (int i = 0; i < 5_000; i++) {
            closedAtOnce();
        }
        assertThat(world.observer.ended).isEmpty();

        TrackedSocket one = closedAtOnce();
        assertThat(world.observer.ended).containsExactly(one);
        assertThat(one.tcp().state()).as("nothing is made up").isEqualTo(TcpState.FIN_WAIT_1);

        world.observer.wantsEnds = true;
        closedAtOnce();
        assertThat(world.observer.ended).containsExactly(one);

        world.observer.wantsEnds = false;
        world.pass(SECOND);
        closedAtOnce();
        assertThat(world.observer.ended).containsExactly(one);
    }

    @Test
    void connectionThatIsGoneFromTheTableEnds() {
        Subject client = world.client();
        TrackedSocket c = client.connection();
        world.pass(SECOND);
        client.tells(EventKind.END_OF_STREAM, TcpState.CLOSE_WAIT.kernelNumber(), null);
        client.closing(TcpState.CLOSE_WAIT, 0).released();

        world.pass(SECOND);
        world.sweep();

        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(c.tcp().evidence()).isEqualTo(Evidence.INFERRED);
        assertThat(world.observer.ended).containsExactly(c);
    }

    @Test
    void doesNotTakeAnotherSocketsRowForItsOwn() {
        TrackedSocket c = closed();
        world.client();
        // An open descriptor stands behind it: the endpoints are those of the later connection.
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);

        world.pass(SECOND);
        world.sweep();

        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(world.observer.ended).containsExactly(c);
    }

    @Test
    void doesNotTakeARowForItsOwnThatComesAfterTheEffectOfItsClose() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweep();

        world.table.clear().row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();

        assertThat(c.inherited()).isNull();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
    }

    /** Another process has the descriptor too, so that our close sends nothing. */
    @Test
    void saysThatAConnectionLivesOnInAnotherProcess() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.isOpen()).isFalse();

        world.pass(200 * SECOND);
        world.sweep();
        assertThat(c.inherited().nanos()).isEqualTo(200 * SECOND);
        assertThat(world.tracker.inherited()).containsExactly(c);
        assertThat(world.observer.ended).isEmpty();

        // The other process ends, and the kernel sends the FIN.
        world.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    /** Its number is taken already, and no hook has reported it yet. */
    @Test
    void doesNotTakeANewSocketOfThisProcessForOneThatLivesOn() {
        TrackedSocket c = closed();
        world.table.descriptor(9, 4711).row(HERE, THERE, TcpState.CLOSE_WAIT, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();

        assertThat(c.inherited()).isNull();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void doesNotTakeASocketForOneThatLivesOnBeforeItIsSeenTwice() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.inherited()).isNull();

        world.table.clear().row(HERE, THERE, TcpState.ESTABLISHED, 0, 4712);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.inherited()).as("yet another socket").isNull();
    }

    /** As by a test that looks for a free port: the number and the port are taken again before the agent has read the inode. */
    @Test
    void doesNotTakeTheNextListenerOfThisProcessForOneThatLivesOn() {
        world.table.descriptor(7, 4712).listener(HERE, 0, 4712);
        Subject listener = world.socket(7).listening(HERE, 50);
        TrackedSocket c = listener.connection();
        listener.closing(TcpState.LISTEN, 0).released();

        world.pass(2 * SECOND);
        world.sweep();
        world.pass(2 * SECOND);
        world.sweep();

        assertThat(c.inherited()).isNull();
        assertThat(world.tracker.inherited()).isEmpty();
    }

    @Test
    void saysThatAListenerLivesOnInAnotherProcess() {
        world.table.descriptor(7, 4711).listener(HERE, 0, 4711);
        Subject listener = world.socket(7).listening(HERE, 50);
        TrackedSocket c = listener.connection();
        listener.closing(TcpState.LISTEN, 0).released();
        world.table.closed(7);
        assertThat(world.observer.ended).containsExactly(c);

        world.pass(2 * SECOND);
        world.sweep();
        world.pass(2 * SECOND);
        world.sweep();
        assertThat(c.inherited().nanos()).isEqualTo(2 * SECOND);
        assertThat(world.tracker.inherited()).containsExactly(c);

        assertThat(c.tcp().state()).isEqualTo(TcpState.LISTEN);

        world.table.clear().listener(HERE, 0, 4712);
        world.pass(2 * SECOND);
        world.sweep();
        assertThat(world.tracker.inherited()).as("another listener").isEmpty();
        assertThat(c.isInherited()).isFalse();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
    }

    /** The peer closes and the other process does not: that connection is in CLOSE_WAIT for the kernel. */
    @Test
    void followsThePeersCloseWhileAConnectionLivesOnInAnotherProcess() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();

        world.table.clear().row(HERE, THERE, TcpState.CLOSE_WAIT, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.isInherited()).isTrue();
        assertThat(world.tracker.inherited()).containsExactly(c);

        world.table.clear();
        world.pass(SECOND);
        world.sweep();
        assertThat(c.isInherited()).isFalse();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(world.observer.ended).containsExactly(c);
    }

    @Test
    void followsThePeersCloseThatCameBeforeTheFirstObservation() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.CLOSE_WAIT, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();

        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.isInherited()).isTrue();
    }

    /** A Socket's close shuts the connection down first, so the FIN goes out, and there is no timeout while the other process has it. */
    @Test
    void saysThatAConnectionInFinWait2LivesOnInAnotherProcess() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        world.pass(200 * SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(world.tracker.inherited()).containsExactly(c);
        assertThat(c.inherited().nanos()).isEqualTo(200 * SECOND);

        world.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(c.isInherited()).isFalse();
        assertThat(world.tracker.inherited()).isEmpty();
    }

    @Test
    void saysNoMoreThatAConnectionLivesOnWhenTheOtherProcessHasEnded() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        assertThat(c.snapshot().inherited).isTrue();

        world.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(SECOND);
        world.sweep();
        assertThat(c.snapshot().inherited).isFalse();
        assertThat(world.tracker.inherited()).isEmpty();
    }

    @Test
    void rowBelongsToTheLastOfSeveralThatHadTheSameEndpoints() {
        TrackedSocket first = closed();
        world.pass(MILLI);
        TrackedSocket second = closed();
        world.table.timeWait(HERE, THERE, 10);

        world.pass(100 * MILLI);
        world.sweep();

        assertThat(second.tcp().state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(first.tcp().transitions()).extracting(t -> t.to).doesNotContain(TcpState.TIME_WAIT);
        assertThat(world.observer.ended).containsExactlyInAnyOrder(first, second);
    }

    /** It ended before its close, by a FIN or a reset; the later one may have replaced its TIME_WAIT. */
    @Test
    void saysOfAnUnclearEndWhoseEndpointsALaterConnectionHasNoMoreThanThatItIsOver() {
        Subject client = world.client();
        TrackedSocket earlier = client.connection();
        world.pass(MILLI);
        client.tells(EventKind.OUTPUT_SHUTDOWN, TcpState.ESTABLISHED.kernelNumber(), null);
        world.pass(MILLI);
        client.closing(TcpState.CLOSED, 0).released();
        assertThat(earlier.tcp().isEndUnclear()).isTrue();
        world.client();
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 0, 4711);

        world.pass(SECOND);
        world.sweep();

        assertThat(earlier.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(earlier.tcp().evidence()).isEqualTo(Evidence.INFERRED);
        assertThat(earlier.tcp().since()).isEqualTo(world.now());
        assertThat(world.observer.ended).containsExactly(earlier);
    }

    @Test
    void rowBelongsToTheLastOneAlsoIfItsLocalAddressIsUnknown() {
        TrackedSocket first = closed();
        world.pass(MILLI);
        Subject later = world.socket().accepted(new InetSocketAddress(HERE.getPort()), THERE);
        TrackedSocket second = later.connection();
        later.closing(TcpState.ESTABLISHED, 0).released();
        world.table.timeWait(HERE, THERE, 10);

        world.pass(100 * MILLI);
        world.sweep();

        assertThat(second.tcp().state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(first.tcp().transitions()).extracting(t -> t.to).doesNotContain(TcpState.TIME_WAIT);
    }

    @Test
    void rowOfThePeerSaysWhoClosedFirstOnlyIfItBeganWithTheClose() {
        TrackedSocket c = closed();
        world.pass(3 * SECOND);
        world.table.timeWait(THERE, HERE, 1_000);
        world.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(c.tcp().closedBy()).as("that is a later connection's").isEqualTo(ClosedBy.LOCAL);

        TrackedSocket next = closed();
        world.pass(3 * SECOND);
        world.table.clear().timeWait(THERE, HERE, 3_000);
        world.sweep();
        assertThat(next.tcp().closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    /** The later one's peer closed first; of who closed the earlier one its row says nothing. */
    @Test
    void rowOfThePeerBelongsToTheLastOfSeveralToo() {
        TrackedSocket earlier = closed();
        world.pass(MILLI);
        TrackedSocket later = closed();
        world.table.timeWait(THERE, HERE, 1_000);

        world.pass(SECOND);
        world.sweep();

        assertThat(earlier.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(earlier.tcp().closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(later.tcp().closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    /** The later one is open still. It has shut its output down, and its own row is gone. */
    @Test
    void rowOfThePeerOfAnOpenConnectionSaysNothingOfAnEarlierOneEither() {
        TrackedSocket earlier = closed();
        world.pass(MILLI);
        TrackedSocket later = world.client().connection();
        world.table.timeWait(THERE, HERE, 1_000);

        world.pass(SECOND);
        world.sweep();

        assertThat(later.isOpen()).isTrue();
        assertThat(earlier.tcp().state()).isEqualTo(TcpState.CLOSED);
        assertThat(earlier.tcp().closedBy()).isEqualTo(ClosedBy.LOCAL);
    }

    /** They closed at once, and the kernel has neither any more. */
    @Test
    void doesNotSayOfBothEndsOfAConnectionThatTheyClosedFirst() {
        TrackedSocket client = closed();
        Subject accepted = world.socket().accepted(THERE, HERE);
        TrackedSocket server = accepted.connection();
        accepted.closing(TcpState.ESTABLISHED, 0).released();
        for (int second = 0; second < 2; second++) {
            assertThat(client.closedBy()).isEqualTo(ClosedBy.LOCAL);
            assertThat(server.closedBy()).isEqualTo(ClosedBy.LOCAL);
            world.pass(SECOND);
            world.sweep();
        }

        assertThat(client.closedBy()).isNull();
        assertThat(server.closedBy()).isNull();
        assertThat(world.observer.ended).containsExactlyInAnyOrder(client, server);
    }

    @Test
    void saysOfTheEndWhosePeerKnowsThatItWasTheSecondThatItWasTheFirst() {
        TrackedSocket client = closed();
        Subject accepted = world.socket().accepted(THERE, HERE);
        TrackedSocket server = accepted.connection();
        accepted.closing(TcpState.CLOSE_WAIT, 0).released();
        for (int second = 0; second < 2; second++) {
            world.pass(SECOND);
            world.sweep();
        }

        assertThat(client.closedBy()).isEqualTo(ClosedBy.LOCAL);
        assertThat(server.closedBy()).isEqualTo(ClosedBy.REMOTE);
    }

    @Test
    void aRowThatIsMissingMayHaveGoneWhileTheTableWasRead() {
        TrackedSocket gone = closed();
        InetSocketAddress here = new InetSocketAddress("10.0.0.5", 51_345);
        Subject client = world.socket().connecting(THERE).connected(here);
        client.closing(TcpState.ESTABLISHED, 0).released();
        world.table.row(here, THERE, TcpState.FIN_WAIT_2, 0, 0);

        world.tick = MILLI;
        world.pass(SECOND);
        world.sweep();

        long read = client.connection().tcp().lastEntry(TcpState.FIN_WAIT_2).latest;
        assertThat(gone.tcp().lastEntry(TcpState.CLOSED).latest).isGreaterThan(read);
    }

    @Test
    void followsManyInOneLook() {
        for (int port = 40_000; port < 40_050; port++) {
            InetSocketAddress local = new InetSocketAddress("10.0.0.5", port);
            world.socket()
                    .connecting(THERE)
                    .connected(local)
                    .closing(TcpState.ESTABLISHED, 0)
                    .released();
            world.table.timeWait(local, THERE, 0);
        }

        world.sweep();

        assertThat(world.observer.ended)
                .hasSize(50)
                .allSatisfy(c -> assertThat(c.tcp().state()).isEqualTo(TcpState.TIME_WAIT));
    }

    @Test
    void losesPatienceAtLast() {
        TrackedSocket c = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_1, 0, 0);
        for (int second = 0; second <= 90; second++) {
            world.sweep();
            assertThat(world.observer.ended).isEmpty();
            world.pass(SECOND);
        }

        world.sweep();

        assertThat(world.observer.ended).containsExactly(c);
        assertThat(c.tcp().state()).as("nothing is made up").isEqualTo(TcpState.FIN_WAIT_1);
    }

    @Test
    void doesNotFollowWithoutBound() {
        int limit = 20_000;
        world.observer.wantsEnds = true;
        for (int i = 0; i < limit + 10; i++) {
            world.socket()
                    .connecting(THERE)
                    .connected(new InetSocketAddress("10.0." + i / 250 + "." + i % 250, 40_000))
                    .closing(TcpState.ESTABLISHED, 0)
                    .released();
        }

        assertThat(world.observer.ended).hasSize(10);
        assertThat(world.tracker.followed()).hasSize(limit);
    }

    @Test
    void readsTheTableOnceASecondAtMostUnlessSomebodyAsks() {
        TrackFixture quick =
                new TrackFixture(new FakeTable(proc), 0, new TrackSettings(50 * MILLI, 100, 100, 64, false, 0));
        Subject client = quick.client();
        client.closing(TcpState.ESTABLISHED, 0).released();
        TrackedSocket c = client.connection();
        quick.table.row(HERE, THERE, TcpState.FIN_WAIT_1, 0, 0);
        quick.sweepIfDue();
        quick.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);

        quick.pass(900 * MILLI);
        quick.sweepIfDue();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_1);

        quick.sweep();
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    @Test
    void readsTheTableLessOftenWhereManyMoreCloseThanAreFollowed() {
        assertThat(isReadAgain(5_000, 2 * SECOND)).isTrue();
        assertThat(isReadAgain(5_200, 2 * SECOND)).isFalse();
        assertThat(isReadAgain(5_200, 10 * SECOND)).isTrue();
    }

    /** Whether the table is read again by that time after the first time, where so many have closed. */
    private boolean isReadAgain(int closed, long after) {
        world = new TrackFixture(proc);
        TrackedSocket last = closed();
        for (int i = 1; i < closed; i++) {
            TrackedSocket next = closedAtOnce();
            last = world.observer.ended.contains(next) ? last : next;
        }
        world.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_1, 0, 0);
        world.sweepIfDue();
        world.table.clear().row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.pass(after);
        world.sweepIfDue();
        return last.tcp().state() == TcpState.FIN_WAIT_2;
    }

    /** Where the table takes long to read, the usual reads are so far apart that the verdict would come late. */
    @Test
    void readsTheTableMoreOftenWhileAConnectionSeemsToLiveOnInAnotherProcess() {
        world.observer.wantsEnds = true;
        TrackedSocket other = closed();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 0);
        world.tick = 5 * MILLI;
        for (int i = 0; i < 4; i++) {
            world.sweep();
        }

        InetSocketAddress here = new InetSocketAddress("10.0.0.5", 51_345);
        Subject client = world.socket().connecting(THERE).connected(here);
        client.closing(TcpState.ESTABLISHED, 0).released();
        world.table.row(here, THERE, TcpState.ESTABLISHED, 0, 4711);
        long closedAt = world.now();
        world.sweep();
        while (client.connection().inherited() == null
                || client.connection().inherited().last - closedAt < 10 * SECOND) {
            world.pass(SECOND / 10);
            world.sweepIfDue();
        }

        assertThat(other.inherited()).isNull();
        assertThat(client.connection().inherited().first - closedAt).isLessThan(8 * SECOND);
        assertThat(client.connection().inherited().last - closedAt).isLessThan(13 * SECOND);
    }

    @Test
    void tableThatCannotBeReadProvesNothing() {
        TrackedSocket c = closed();
        world.table.remove();

        world.pass(SECOND);
        world.sweep();

        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_1);
        assertThat(world.observer.ended).isEmpty();
    }

    @Test
    void withoutATableNothingIsWaitedFor() {
        world.table.remove();
        world = new TrackFixture(world.table, 0, new TrackSettings(SECOND, 100, 100, 64, false, 0));

        TrackedSocket c = closed();

        assertThat(world.observer.ended).containsExactly(c);
        assertThat(c.tcp().state()).isEqualTo(TcpState.FIN_WAIT_1);
    }

    @Test
    void endOfTheAgentEndsAllThatIsFollowed() {
        TrackedSocket c = closed();

        world.tracker.finish();

        assertThat(world.observer.ended).containsExactly(c);
        assertThat(world.tracker.followed()).isEmpty();
    }

    @Test
    void closedChannelWhoseDescriptorASelectorHoldsIsFollowedToo() {
        Subject client = world.client();
        client.closing(TcpState.ESTABLISHED, 0).inKernel(TcpState.FIN_WAIT_1);
        world.pass(SECOND);
        world.sweep();
        world.table.row(HERE, THERE, TcpState.FIN_WAIT_2, 0, 4711);

        world.pass(SECOND);
        world.sweep();

        assertThat(client.connection().tcp().state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(client.connection().isOpen()).isTrue();
    }

    private TrackedSocket closed() {
        Subject client = world.client();
        TrackedSocket c = client.connection();
        world.pass(MILLI);
        client.closing(TcpState.ESTABLISHED, 0).released();
        return c;
    }

    private TrackedSocket closedAtOnce() {
        Subject client = world.client();
        TrackedSocket c = client.connection();
        client.closing(TcpState.ESTABLISHED, 0).released();
        return c;
    }
}
