package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.TrackFixture.Subject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("0.0.0.0", 8080);
    private static final InetSocketAddress ONE = new InetSocketAddress("10.0.0.1", 8080);
    private static final InetSocketAddress TWO = new InetSocketAddress("10.0.0.2", 8080);
    private static final InetSocketAddress PEER = new InetSocketAddress("10.0.9.9", 40112);

    @TempDir
    Path proc;

    private TrackFixture world;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
    }

    @Test
    void tellsAListener() {
        Subject listener = world.socket().listening(ANY, 20);

        assertThat(listener.connection().role()).isEqualTo(Role.LISTENER);
        assertThat(listener.connection().tcp().state()).isEqualTo(TcpState.LISTEN);
        assertThat(listener.connection().backlog()).isEqualTo(20);
    }

    /** {@code ServerSocketChannel.bind(address)} gives 0, and means 50. */
    @Test
    void backlogThatIsLeftToTheJdkIsTheJdks() {
        assertThat(world.socket().listening(ANY, 0).connection().backlog()).isEqualTo(50);
        assertThat(world.socket().listening(ANY, -1).connection().backlog()).isEqualTo(50);
    }

    @Test
    void kernelCapsTheBacklog() {
        world.table.somaxconn(128);

        assertThat(world.socket().listening(ANY, 10_000).connection().backlog()).isEqualTo(128);
    }

    @Test
    void handshakeWasCompleteAfterTheQueueWasSeenEmpty() {
        Subject listener = world.socket().listening(ANY, 50);
        queue(listener, 0);
        for (int look = 1; look <= 3; look++) {
            world.pass(SECOND);
            world.sweep();
        }
        world.pass(SECOND / 2);

        Subject server = world.socket().accepted(ONE, PEER);

        Transition established = server.connection().tcp().transitions().get(0);
        assertThat(established.to).isEqualTo(TcpState.ESTABLISHED);
        // The look before the last: at the last the connection may have been out of the queue and not yet told.
        assertThat(established.earliest).isEqualTo(2 * SECOND);
        assertThat(established.latest).isEqualTo(3 * SECOND + SECOND / 2);
    }

    @Test
    void aSweepBetweenAcceptAndItsReportProvesNothing() {
        Subject listener = world.socket().listening(ANY, 50);
        queue(listener, 0);
        world.pass(5 * SECOND);
        Subject server = world.socket();
        long accepted = world.now();
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();

        server.opens(TestRecords.accept(PEER.getAddress(), PEER.getPort(), ONE.getAddress(), 8080));

        Transition established = server.connection().tcp().transitions().get(0);
        assertThat(established.earliest).as("since the listener was there").isZero();
        assertThat(established.latest).isEqualTo(accepted);
    }

    @Test
    void listenersAtOtherAddressesOfThePortHaveNoPartInIt() {
        Subject one = world.socket().listening(ONE, 50);
        Subject two = world.socket().listening(TWO, 50);
        queue(one, 1);
        queue(two, 0);
        sweepTwice();

        Subject server = world.socket().accepted(ONE, PEER);

        assertThat(server.connection().tcp().transitions().get(0).earliest)
                .as("the queue of the other address says nothing")
                .isZero();
        assertThat(two.connection().notAccepted()).isNull();
    }

    @Test
    void handshakeIsBoundedByTheVaguestOfThoseItMayHaveComeFrom() {
        Subject seldom = world.socket().listening(ANY, 50);
        Subject often = world.socket().listening(ANY, 50);
        queue(seldom, 1);
        queue(often, 0);
        sweepTwice();

        Subject server = world.socket().accepted(ONE, PEER);

        assertThat(server.connection().tcp().transitions().get(0).earliest).isZero();
    }

    @Test
    void closedListenerIsAskedNoMore() {
        Subject closed = world.socket().listening(ONE, 50);
        closed.closing(TcpState.LISTEN, -1).released();
        world.pass(10 * SECOND);
        Subject present = world.socket().listening(ONE, 50);
        queue(present, 0);

        Subject server = world.socket().accepted(ONE, PEER);

        assertThat(server.connection().tcp().transitions().get(0).earliest).isEqualTo(10 * SECOND);
        assertThat(world.observer.ended).hasSize(1);
    }

    @Test
    void tellsSinceWhenNobodyAccepts() {
        Subject listener = world.socket().listening(ONE, 50);
        queue(listener, 1);
        world.table.listener(ONE, 3, 77);
        world.pass(SECOND);
        world.sweep();
        assertThat(listener.connection().waiting()).isEqualTo(3);
        assertThat(listener.connection().notAccepted().first).isEqualTo(SECOND);

        world.pass(SECOND);
        world.sweep();
        assertThat(listener.connection().notAccepted().first).isEqualTo(SECOND);

        world.pass(SECOND / 2);
        world.socket().accepted(ONE, PEER);
        assertThat(listener.connection().notAccepted().first)
                .as("one was accepted")
                .isEqualTo(2 * SECOND + SECOND / 2);

        queue(listener, 0);
        world.sweep();
        assertThat(listener.connection().notAccepted()).isNull();
        assertThat(listener.connection().waiting()).isZero();
    }

    @Test
    void tellsSinceWhenTheQueueIsFull() {
        Subject listener = world.socket().listening(ONE, 2);
        queue(listener, 1);
        world.table.listener(ONE, 2, 77);
        world.sweep();
        assertThat(listener.connection().queueFull())
                .as("the kernel takes one more")
                .isNull();

        world.table.clear().listener(ONE, 3, 77);
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        assertThat(listener.connection().queueFull().first).isEqualTo(SECOND);
    }

    @Test
    void defaultBacklogIsNotFullAtTheFirstConnection() {
        Subject listener = world.socket().listening(ONE, 0);
        queue(listener, 1);
        world.table.listener(ONE, 1, 77);

        world.sweep();

        assertThat(listener.connection().waiting()).isEqualTo(1);
        assertThat(listener.connection().queueFull()).isNull();
    }

    @Test
    void countsItsOwnQueueOnly() {
        Subject one = world.socket().listening(ONE, 50);
        Subject two = world.socket().listening(TWO, 50);
        queue(one, 1);
        queue(two, 1);
        world.table.listener(ONE, 3, 77).listener(TWO, 40, 78);

        world.sweep();

        assertThat(one.connection().waiting()).isEqualTo(3);
        assertThat(two.connection().waiting()).isEqualTo(40);
    }

    @Test
    void tellsListenersThatShareAnAddressApartByTheirInode() {
        world.table.descriptor(41, 77).descriptor(42, 78);
        Subject one = world.socket(41).listening(ONE, 50);
        Subject two = world.socket(42).listening(ONE, 50);
        queue(one, 1);
        queue(two, 1);
        world.table.listener(ONE, 3, 77).listener(ONE, 40, 78).listener(ONE, 5, 79);

        world.sweep();

        assertThat(one.connection().waiting()).isEqualTo(3);
        assertThat(two.connection().waiting()).isEqualTo(40);
    }

    @Test
    void doesNotBlameAListenerForTheQueueOfAnotherProcess() {
        Subject ours = world.socket().listening(ONE, 50);
        queue(ours, 1);
        world.table.listener(ONE, 60, 77).listener(ONE, 1, 78);

        world.sweep();

        assertThat(ours.connection().waiting()).isEqualTo(1);
        assertThat(ours.connection().queueFull()).isNull();
    }

    private void queue(Subject listener, int readable) {
        world.kernel.hasWaiting(listener.record, readable);
    }

    private void sweepTwice() {
        world.pass(SECOND);
        world.sweep();
        world.pass(SECOND);
        world.sweep();
    }
}
