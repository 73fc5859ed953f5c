package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The observation of a real connection agrees with its tcp_info. */
class CloseObservationTest {
    private static final int FIN_WAIT_2 = 5;

    private SocketChannel ours;
    private SocketChannel theirs;
    private FileDescriptor descriptor;
    private SocketRecord record;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(KernelCalls.isReadable(), "needs Linux");
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ours = SocketChannel.open(listener.getLocalAddress());
            theirs = listener.accept();
        }
        Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
        getter.setAccessible(true);
        descriptor = (FileDescriptor) getter.invoke(ours);
        record = new SocketRecord(descriptor, new ReferenceQueue<>(), 0, 1, 0, null);
        record.raise(SocketRecord.CONNECTED);
    }

    @AfterEach
    void close() throws IOException {
        ours.close();
        theirs.close();
    }

    @Test
    void nothingHasHappened() {
        observes(KernelCalls.ESTABLISHED, 0);
    }

    @Test
    void readsTheLocalAddressWhereTheAgentHasNotComeBy() throws IOException {
        LocalAddresses.readAtClose(record, descriptor);
        assertThat(record.opening).isNull();

        record.opening = new PassiveOpen(InetAddress.getLoopbackAddress(), 1, 2, null);
        LocalAddresses.readAtClose(record, descriptor);
        assertThat(record.opening.localAtClose()).isEqualTo(ours.getLocalAddress());
    }

    @Test
    void readsMoreAtCloseOnlyWhereItCanBeRead() {
        MethodHandle refuses = MethodHandles.dropArguments(
                MethodHandles.constant(int.class, -1), 0, int.class, int.class, int.class, long.class, long.class);
        assertThat(WholeTcpInfo.mayReadAtClose(record, System.nanoTime())).isFalse();
        WholeTcpInfo.provide(refuses, refuses);
        try {
            assertThat(WholeTcpInfo.mayReadAtClose(record, System.nanoTime())).isTrue();
        } finally {
            WholeTcpInfo.provide(null, null);
        }
    }

    @Test
    void bytesWait() throws IOException {
        theirs.write(ByteBuffer.wrap(new byte[3]));
        await().atMost(ONE_MINUTE).until(() -> KernelCalls.unread(descriptor) == 3);

        observes(KernelCalls.ESTABLISHED, 3);
        assertThat(record.is(SocketRecord.UNREAD_AT_CLOSE)).isTrue();
    }

    @Test
    void peerClosesDuringThePoll() throws IOException {
        theirs.close();
        awaits(KernelCalls.CLOSE_WAIT);

        // The poll has looked for a FIN before this one came, and then taken it for a byte.
        CloseObservation.at(record, descriptor, KernelCalls.POLLIN);

        assertThat(record.tcpInfoAtClose & 0xff).isEqualTo(KernelCalls.CLOSE_WAIT);
        assertThat(record.unreadAtClose).isZero();
        assertThat(record.is(SocketRecord.UNREAD_AT_CLOSE)).isFalse();
    }

    @Test
    void peerHasClosed() throws IOException {
        theirs.close();
        awaits(KernelCalls.CLOSE_WAIT);

        observes(KernelCalls.CLOSE_WAIT, 0);
        assertThat(record.is(SocketRecord.UNREAD_AT_CLOSE)).isFalse();
    }

    @Test
    void peerHasClosedBehindBytes() throws IOException {
        theirs.write(ByteBuffer.wrap(new byte[3]));
        theirs.close();
        awaits(KernelCalls.CLOSE_WAIT);

        observes(KernelCalls.CLOSE_WAIT, 3);
        assertThat(record.is(SocketRecord.UNREAD_AT_CLOSE)).isTrue();
    }

    @Test
    void peerHasReset() throws IOException {
        theirs.setOption(StandardSocketOptions.SO_LINGER, 0);
        theirs.close();
        awaits(KernelCalls.CLOSED);

        observes(KernelCalls.CLOSED, 0);
    }

    @Test
    void ownDirectionsAreShut() throws IOException {
        ours.shutdownInput();
        ours.shutdownOutput();
        record.raise(SocketRecord.HALF_SHUT);
        awaits(FIN_WAIT_2);

        observes(FIN_WAIT_2, 0);
    }

    @Test
    void endOfTheStreamWasRead() throws IOException {
        theirs.close();
        awaits(KernelCalls.CLOSE_WAIT);
        record.raise(SocketRecord.END_OF_STREAM);

        observes(KernelCalls.CLOSE_WAIT, 0);
    }

    @Test
    void streamOfOlderJdksCountsWithoutReading() throws Throwable {
        theirs.write(ByteBuffer.wrap(new byte[3]));
        theirs.close();
        awaits(KernelCalls.CLOSE_WAIT);
        UnreadBytes stream = UnreadBytes.find();

        assertThat(stream.count(descriptor)).isEqualTo(3).isEqualTo(KernelCalls.unread(descriptor));
        assertThat(ours.read(ByteBuffer.allocate(4))).isEqualTo(3);
        assertThat(stream.count(descriptor)).isZero();
        assertThatThrownBy(() -> stream.count(new FileDescriptor())).isInstanceOf(IOException.class);
    }

    private void awaits(int state) {
        await().atMost(ONE_MINUTE).until(() -> (KernelCalls.tcpInfo(descriptor) & 0xff) == state);
    }

    private void observes(int state, int unread) {
        CloseObservation.at(record, descriptor);

        assertThat(record.tcpInfoAtClose & 0xff).isEqualTo(state).isEqualTo(KernelCalls.tcpInfo(descriptor) & 0xff);
        assertThat(record.unreadAtClose).isEqualTo(unread);
    }
}
