package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static io.sockspan.track.TrackFixture.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.tcp.TcpState;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records whose descriptor the kernel does not have any more, though no hook has reported a close. */
class GoneDescriptorTest {
    @TempDir
    Path proc;

    private TrackFixture world;

    @BeforeEach
    void begin() {
        world = new TrackFixture(proc);
    }

    /** Another thread had closed the descriptor when connect was entered. */
    @Test
    void endsASocketThatWasClosedBeforeItsConnect() {
        TrackFixture.Subject client = world.socket().connecting(THERE);
        client.tells(EventKind.CONNECT_FAILED, new SocketException("Socket closed"));
        world.kernel.hasLost(client.record);

        world.sweep();

        assertThat(world.tracker.open()).isEmpty();
        assertThat(world.observer.ended).hasSize(1);
        assertThat(world.observer.ended.get(0).incomplete())
                .as("nothing is missing")
                .isFalse();
    }

    @Test
    void waitsForTheOutcomeOfAConnectWhoseDescriptorIsGone() {
        TrackFixture.Subject client = world.socket().connecting(THERE);
        world.kernel.hasLost(client.record);

        world.sweep();
        assertThat(world.tracker.open()).isEmpty();
        assertThat(world.observer.ended).isEmpty();

        client.tells(EventKind.CONNECT_FAILED, new SocketException("Socket closed"));
        assertThat(world.observer.ended).extracting(TrackedSocket::errorType).containsExactly("closed");
    }

    @Test
    void endsASocketThatNeverConnected() {
        TrackFixture.Subject unused = world.socket().opens(null);
        world.sweep();
        assertThat(world.tracker.open()).hasSize(1);

        world.kernel.hasLost(unused.record);
        world.sweep();

        assertThat(world.tracker.open()).isEmpty();
    }

    @Test
    void endsAConnectionWhoseDescriptorNativeCodeClosedAndSaysThatEventsAreMissing() {
        TrackFixture.Subject client = world.client();
        world.sweep();
        world.pass(SECOND);
        world.kernel.hasLost(client.record);

        world.sweep();

        assertThat(world.tracker.open()).isEmpty();
        world.tracker.finish();
        assertThat(world.observer.ended).extracting(TrackedSocket::incomplete).containsExactly(true);
    }

    @Test
    void endsASocketWhoseNumberAnotherOneHasTaken() {
        TrackFixture.Subject client = world.socket().connecting(THERE);
        client.tells(EventKind.CONNECT_FAILED, new SocketException("Socket closed"));

        client.tells(EventKind.REPLACED, null);

        assertThat(world.tracker.open()).isEmpty();
        assertThat(world.observer.ended).hasSize(1);
    }

    @Test
    void keepsASocketOfWhichTheKernelSaysNothing() {
        TrackFixture.Subject client = world.client();
        world.kernel.saysNothing(client.record);

        world.sweep();

        assertThat(world.tracker.open()).extracting(c -> c.tcp().state()).containsExactly(TcpState.ESTABLISHED);
    }
}
