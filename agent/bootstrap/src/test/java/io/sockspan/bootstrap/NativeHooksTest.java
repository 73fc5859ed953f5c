package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the hooks of a library with native sockets call, with numbers that stand for nothing that is open. */
class NativeHooksTest {
    private static final int NUMBER = 1_000_011;
    private static final int LISTENER = 1_000_012;
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432);
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 51344);
    private static final byte[] IPV4 = {8, 10, 0, 0, 7, 0, 0, 0x15, 0x38};

    private final Recording recording =
            new Recording(new ThreadGroup("agent"), 64, Integer.MAX_VALUE, Integer.MAX_VALUE);

    @BeforeEach
    void start() {
        recording.start();
    }

    @AfterEach
    void stop() {
        recording.stop();
    }

    private List<EventKind> events() {
        List<EventKind> kinds = new ArrayList<>();
        for (SocketEvent event; (event = recording.poll()) != null; ) {
            kinds.add(event.kind);
        }
        return kinds;
    }

    private SocketRecord connected() {
        NativeHooks.created(NUMBER);
        NativeHooks.connecting(NUMBER, REMOTE);
        NativeHooks.connectReturned(NUMBER, true);
        return recording.open(NUMBER);
    }

    @Test
    void keepsADescriptorOfItsOwnThatIsNeverCollected() {
        NativeHooks.created(NUMBER);
        System.gc();

        assertThat(recording.open(NUMBER).get()).isNotNull();
        assertThat(recording.pollCollected()).isNull();
    }

    @Test
    void recordsAnAcceptWithThePeersAddress() {
        NativeHooks.created(LISTENER);
        NativeHooks.listening(LISTENER, 128);
        NativeHooks.accepted(LISTENER, NUMBER, IPV4);

        SocketRecord record = recording.open(NUMBER);
        assertThat(record.is(SocketRecord.CONNECTED)).isTrue();
        assertThat(record.opening.address.getHostAddress()).isEqualTo("10.0.0.7");
        assertThat(record.opening.port).isEqualTo(5432);
        assertThat(events()).containsExactly(EventKind.LISTENING);
    }

    @Test
    void learnsThePeerOfAnAcceptedConnectionFromTheCallThatReturnsIt() {
        NativeHooks.created(LISTENER);
        NativeHooks.accepted(LISTENER, NUMBER, null);
        NativeHooks.localAddress(NUMBER, LOCAL);
        NativeHooks.remoteAddress(NUMBER, REMOTE);
        NativeHooks.acceptEnded(NUMBER);

        SocketRecord record = recording.open(NUMBER);
        assertThat(record.opening).isInstanceOf(PassiveOpen.class);
        assertThat(record.opening.port).isEqualTo(5432);
        assertThat(record.localAddress()).isEqualTo(LOCAL);
    }

    @Test
    void recordsAnAcceptWhosePeerIsNeverLearnt() {
        NativeHooks.created(LISTENER);
        NativeHooks.accepted(LISTENER, NUMBER, null);
        NativeHooks.acceptEnded(NUMBER);

        SocketRecord record = recording.open(NUMBER);
        assertThat(record.opening).isInstanceOf(PassiveOpen.class);
        assertThat(record.opening.address).isNull();
    }

    @Test
    void doesNotReplaceTheRecordOfAnAdoptedListener() {
        SocketRecord adopted = recording.adopt(LISTENER, SocketRecord.LISTENING);
        NativeHooks.accepted(LISTENER, NUMBER, IPV4);

        assertThat(recording.open(NUMBER)).isNotNull();
        assertThat(recording.open(LISTENER)).isSameAs(adopted);
    }

    @Test
    void leavesTheAcceptsOfOtherSocketsAlone() {
        NativeHooks.accepted(LISTENER, NUMBER, new byte[] {8});

        assertThat(recording.open(NUMBER)).isNull();
    }

    @Test
    void recordsWhenAPendingConnectEnds() {
        NativeHooks.created(NUMBER);
        NativeHooks.connecting(NUMBER, REMOTE);
        NativeHooks.connectReturned(NUMBER, false);
        NativeHooks.localAddress(NUMBER, LOCAL);
        NativeHooks.connectFinished(NUMBER, false);
        assertThat(recording.open(NUMBER).is(SocketRecord.CONNECTED)).isFalse();
        NativeHooks.connectFinished(NUMBER, true);

        ActiveOpen open = (ActiveOpen) recording.open(NUMBER).opening;
        open.close();
        assertThat(open.isPending()).isTrue();
        assertThat(open.isConnected()).isTrue();
        assertThat(open.localAddress()).isEqualTo(LOCAL);
    }

    @Test
    void recordsAFailedConnectOnce() {
        NativeHooks.created(NUMBER);
        NativeHooks.connecting(NUMBER, REMOTE);
        NativeHooks.connectFailed(NUMBER, new IOException("Connection refused"));
        NativeHooks.connectFailed(NUMBER, new IOException("Connection refused"));

        assertThat(events()).containsExactly(EventKind.CONNECT_FAILED);
    }

    /** TCP Fast Open connects with the first bytes. */
    @Test
    void takesASocketWithAPeerForConnected() {
        NativeHooks.created(NUMBER);
        NativeHooks.remoteAddress(NUMBER, REMOTE);

        assertThat(recording.open(NUMBER).is(SocketRecord.CONNECTED)).isTrue();
        assertThat(recording.open(NUMBER).opening.port).isEqualTo(5432);
    }

    @Test
    void recordsTheEndOfTheStreamAndTheClose() {
        SocketRecord record = connected();
        NativeHooks.read(NUMBER, 10);
        NativeHooks.read(NUMBER, 0);
        NativeHooks.read(NUMBER, -1);
        NativeHooks.read(NUMBER, -1);
        NativeHooks.shutdown(NUMBER, true, true);
        NativeHooks.lingerSet(NUMBER, 0);
        NativeHooks.closing(NUMBER);
        NativeHooks.closing(NUMBER);

        assertThat(events())
                .containsExactly(
                        EventKind.END_OF_STREAM,
                        EventKind.INPUT_SHUTDOWN,
                        EventKind.OUTPUT_SHUTDOWN,
                        EventKind.CLOSE_CALLED,
                        EventKind.RELEASED);
        assertThat(record.is(SocketRecord.LINGER_ZERO)).isTrue();
        assertThat(recording.open(NUMBER)).isNull();
    }

    @Test
    void recordsThatATransferBrokeTheConnection() {
        connected();
        NativeHooks.transferFailed(NUMBER, new IOException("Connection reset by peer"));

        assertThat(events()).containsExactly(EventKind.BROKEN);
    }

    @Test
    void takesAnAdoptedSocketOfItsNumberForItsOwn() {
        SocketRecord adopted = recording.adopt(NUMBER, SocketRecord.CONNECTED | SocketRecord.UNHOOKED);
        NativeHooks.read(NUMBER, -1);

        assertThat(recording.open(NUMBER)).isNotSameAs(adopted);
        assertThat(recording.open(NUMBER).id).isEqualTo(adopted.id);
        assertThat(recording.open(NUMBER).is(SocketRecord.UNRESOLVED)).isFalse();
        assertThat(events()).containsExactly(EventKind.RESOLVED, EventKind.END_OF_STREAM);
    }

    @Test
    void leavesTheSocketsOfTheJdkAlone() {
        java.io.FileDescriptor descriptor = Records.descriptor(NUMBER);
        OpenHooks.created(descriptor, true, null);
        SocketRecord record = recording.open(NUMBER);
        NativeHooks.connecting(NUMBER, REMOTE);
        NativeHooks.read(NUMBER, -1);
        NativeHooks.closing(NUMBER);

        assertThat(recording.open(NUMBER)).isSameAs(record);
        assertThat(record.opening).isNull();
        assertThat(events()).isEmpty();
    }
}
