package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.bootstrap.TlsHandshake;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
    @TempDir
    Path proc;

    private TrackFixture world;
    private Subject client;
    private TrackedSocket connection;

    @BeforeEach
    void connect() {
        world = new TrackFixture(proc);
        client = world.client();
        connection = client.connection();
    }

    @Test
    void keepsTheLastOfManyHandshakes() {
        for (int i = 0; i < 10; i++) {
            client.tells(EventKind.TLS_HANDSHAKE, complete(i, i + 1));
        }

        assertThat(connection.preparation().negotiations())
                .hasSize(4)
                .last()
                .satisfies(last -> assertThat(last.endedAt).isEqualTo(10));
    }

    @Test
    void handshakeThatGoesOnAfterTimeoutsIsOne() {
        client.tells(EventKind.TLS_HANDSHAKE, timeout(0, 5));
        client.tells(EventKind.TLS_HANDSHAKE, timeout(6, 8));
        assertThat(world.observer.negotiations).isEmpty();
        assertThat(connection.preparation().negotiations())
                .as("a report says why the application cannot use it")
                .singleElement()
                .satisfies(negotiation -> assertThat(negotiation.errorType).isEqualTo("timeout"));

        client.tells(EventKind.TLS_HANDSHAKE, complete(9, 11));
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(world.observer.negotiations).singleElement().satisfies(negotiation -> {
            assertThat(negotiation.hasFailed()).isFalse();
            assertThat(negotiation.startedAt).isZero();
            assertThat(negotiation.endedAt).isEqualTo(11);
        });
        assertThat(connection.preparation().negotiations()).isEqualTo(world.observer.negotiations);
    }

    @Test
    void handshakeWithWhichNobodyGoesOnHasFailed() {
        client.tells(EventKind.TLS_HANDSHAKE, complete(0, 1));
        client.tells(EventKind.TLS_HANDSHAKE, timeout(2, 5));
        assertThat(world.observer.negotiations).hasSize(1);

        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(world.observer.negotiations).hasSize(2).last().satisfies(negotiation -> {
            assertThat(negotiation.errorType).isEqualTo("timeout");
            assertThat(negotiation.startedAt).isEqualTo(2);
            assertThat(negotiation.endedAt).isEqualTo(5);
        });
    }

    @Test
    void handshakeOfAConnectionThatIsLeakedHasFailedWhenTheAgentEnds() {
        client.tells(EventKind.TLS_HANDSHAKE, timeout(2, 5));
        assertThat(world.observer.negotiations).isEmpty();

        world.tracker.finish();

        assertThat(world.observer.negotiations)
                .singleElement()
                .satisfies(negotiation -> assertThat(negotiation.errorType).isEqualTo("timeout"));
    }

    /** Another thread closes the socket while the handshake goes on. */
    @Test
    void handshakeIsPublishedOnceIfItsOutcomeArrivesAfterTheRelease() {
        client.tells(EventKind.TLS_HANDSHAKE, timeout(2, 5));
        client.closing(TcpState.ESTABLISHED, 0).released();
        client.tells(
                EventKind.TLS_HANDSHAKE,
                TestRecords.failedHandshake(6, 9, "INTERNAL_ERROR", false, null, new SocketException("Socket closed")));

        assertThat(world.observer.negotiations)
                .singleElement()
                .satisfies(negotiation -> assertThat(negotiation.errorType).isEqualTo("timeout"));
        assertThat(connection.preparation().negotiations())
                .as("a report says how it went on")
                .singleElement()
                .satisfies(negotiation -> assertThat(negotiation.errorType).isEqualTo("closed"));
    }

    @Test
    void handshakeThatAnEngineHasBegunIsPublishedWhenItEnds() {
        begins(3);
        assertThat(connection.snapshot().isInHandshake()).isTrue();
        assertThat(world.observer.negotiations).isEmpty();

        client.tells(EventKind.TLS_HANDSHAKE, complete(3, 8));
        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(connection.snapshot().isInHandshake()).isFalse();
        assertThat(world.observer.negotiations).singleElement().satisfies(negotiation -> {
            assertThat(negotiation.hasFailed()).isFalse();
            assertThat(negotiation.startedAt).isEqualTo(3);
        });
    }

    @Test
    void handshakeThatAnEngineHasNotEndedHasFailedAtTheClose() {
        begins(3);
        world.pass(TrackFixture.SECOND);
        client.closing(TcpState.ESTABLISHED, 0);
        long closed = world.now();
        world.pass(TrackFixture.SECOND);
        client.released();

        assertCut("closed");
        assertThat(world.observer.negotiations.get(0).endedAt).isEqualTo(closed);
    }

    @Test
    void handshakeIsCutByThePeersFin() {
        begins(3);
        client.closing(TcpState.CLOSE_WAIT, 0).released();

        assertCut("peer_closed");
    }

    @Test
    void handshakeIsCutByThePeersFinThatAReadHasSeen() {
        begins(3);
        client.tells(EventKind.END_OF_STREAM, TcpState.CLOSE_WAIT.kernelNumber(), null);
        client.closing(TcpState.CLOSE_WAIT, 0).released();

        assertCut("peer_closed");
    }

    @Test
    void handshakeIsCutByAReset() {
        begins(3);
        client.tells(EventKind.BROKEN, TcpState.CLOSED.kernelNumber(), "Connection reset");
        client.closing(TcpState.CLOSED, 0).released();

        assertCut("connection_reset");
    }

    /** Another thread closes the channel while the engine computes. */
    @Test
    void handshakeThatWasCutIsPublishedOnceIfItsOutcomeArrivesLater() {
        begins(3);
        client.closing(TcpState.ESTABLISHED, 0).released();
        client.tells(EventKind.TLS_HANDSHAKE, complete(3, 8));

        assertCut("closed");
        assertThat(connection.preparation().negotiations())
                .as("a report says how it went on")
                .singleElement()
                .satisfies(negotiation -> assertThat(negotiation.hasFailed()).isFalse());
    }

    /** The event of its end may be among those that were dropped. */
    @Test
    void nothingIsSaidOfTheEndOfAHandshakeIfEventsWereDropped() {
        begins(3);
        TestRecords.raise(connection.record(), SocketRecord.INCOMPLETE);
        assertThat(connection.snapshot().isInHandshake()).isFalse();

        client.closing(TcpState.ESTABLISHED, 0).released();

        assertThat(world.observer.negotiations).isEmpty();
        assertThat(connection.preparation().negotiations()).isEmpty();
        assertThat(connection.preparation().begunAt()).isEqualTo(Preparation.NEVER);
    }

    /** Nothing would ever end it. */
    @Test
    void handshakeThatBeginsAfterTheReleaseIsNone() {
        client.closing(TcpState.ESTABLISHED, 0).released();
        begins(3);

        assertThat(connection.preparation()).isNull();
        assertThat(connection.snapshot().isInHandshake()).isFalse();
    }

    /** Nothing is known of its end. */
    @Test
    void handshakeThatAnEngineStillMakesWhenTheAgentEndsIsNotPublished() {
        begins(3);

        world.tracker.finish();

        assertThat(world.observer.negotiations).isEmpty();
        assertThat(connection.preparation().negotiations()).isEmpty();
    }

    private void begins(long at) {
        world.tracker.handle(TestRecords.event(connection.record(), EventKind.TLS_HANDSHAKE, at, 0, null));
    }

    private void assertCut(String errorType) {
        assertThat(world.observer.negotiations).singleElement().satisfies(negotiation -> {
            assertThat(negotiation.startedAt).isEqualTo(3);
            assertThat(negotiation.errorType).isEqualTo(errorType);
            assertThat(negotiation.alertBy).isNull();
            assertThat(negotiation.errorText).isNull();
        });
    }

    private static TlsHandshake complete(long startedAt, long endedAt) {
        return TestRecords.handshake(startedAt, endedAt, "TLSv1.3", false);
    }

    private static TlsHandshake timeout(long startedAt, long endedAt) {
        return TestRecords.failedHandshake(startedAt, endedAt, null, false, null, new SocketTimeoutException());
    }
}
