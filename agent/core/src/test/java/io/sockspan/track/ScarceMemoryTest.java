package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A socket's history where the agent's thread runs out of memory in the middle of a step. */
class ScarceMemoryTest {
    private static final int WHOLE_TCP_INFO = 248;

    @TempDir
    Path proc;

    private TrackFixture world;
    private Subject client;
    private TrackedSocket connection;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
        client = world.client();
        connection = client.connection();
        world.pass(SECOND);
    }

    @Test
    void publishesATransitionWhoseReadingFails() {
        byte[] tcpInfo = new byte[WHOLE_TCP_INFO];
        tcpInfo[0] = (byte) TcpState.CLOSE_WAIT.kernelNumber();
        world.kernel.knows(client.record, tcpInfo);
        client.inKernel(TcpState.CLOSE_WAIT);
        world.observer.whenRead = this::runOutOfMemory;

        assertThatThrownBy(world::sweep).isInstanceOf(OutOfMemoryError.class);
        world.pass(SECOND);
        world.sweep();

        assertThat(published(TcpState.CLOSE_WAIT)).isEqualTo(1);
    }

    @Test
    void endsASocketWhoseReleaseCouldNotBePublished() {
        world.observer.whenPublished = this::runOutOfMemory;

        assertThatThrownBy(() -> client.closing(TcpState.ESTABLISHED, 0).released())
                .isInstanceOf(OutOfMemoryError.class);
        for (int i = 0; i < 3; i++) {
            world.pass(SECOND);
            world.sweep();
        }

        assertThat(world.observer.ended).containsExactly(connection);
        assertThat(world.tracker.followed()).doesNotContain(connection);
    }

    @Test
    void releasesASocketWhoseHandshakeCouldNotBePublished() {
        client.tells(
                EventKind.TLS_HANDSHAKE,
                TestRecords.failedHandshake(0, 5, null, false, null, new SocketTimeoutException()));
        world.observer.whenNegotiated = this::runOutOfMemory;

        assertThatThrownBy(() -> client.closing(TcpState.ESTABLISHED, 0).released())
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(connection.releasedAt()).isEqualTo(world.now());
        assertThat(published(TcpState.FIN_WAIT_1)).isEqualTo(1);
        assertThat(connection.incomplete()).isFalse();
        assertThat(world.observer.negotiations).hasSize(1);
    }

    @Test
    void endsAFollowedSocketWhoseEndCouldNotBePublished() {
        client.closing(TcpState.ESTABLISHED, 0).released();
        world.observer.whenPublished = this::runOutOfMemory;
        world.pass(SECOND);

        assertThatThrownBy(world::sweep).isInstanceOf(OutOfMemoryError.class);
        world.pass(SECOND);
        world.sweep();

        assertThat(world.observer.ended).containsExactly(connection);
        assertThat(world.tracker.followed()).doesNotContain(connection);
    }

    /** Once. */
    private void runOutOfMemory() {
        world.observer.whenPublished = () -> {};
        world.observer.whenRead = () -> {};
        world.observer.whenNegotiated = () -> {};
        throw new OutOfMemoryError("for the test");
    }

    private long published(TcpState state) {
        return world.observer.transitions.stream()
                .filter(transition -> transition.to == state)
                .count();
    }
}
