package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A connect finds no record of its descriptor: nobody saw its creation, or the channel was closed, and its number may belong to another socket,
 * which is what the kernel says of that number.
 */
class LateConnectTest {
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432);

    private final Recording recording =
            new Recording(new ThreadGroup("agent"), 64, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private SocketChannel channel;
    private FileDescriptor descriptor;
    private int number;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(KernelCalls.isReadable(), "needs Linux");
        channel = SocketChannel.open();
        Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
        getter.setAccessible(true);
        descriptor = (FileDescriptor) getter.invoke(channel);
        number = JdkFields.number(descriptor);
        recording.start();
    }

    @AfterEach
    void close() throws IOException {
        recording.stop();
        if (channel != null) {
            channel.close();
        }
    }

    @Test
    void recordsASocketWhoseCreationNobodySaw() {
        SocketRecord record = ConnectHooks.connecting(descriptor, REMOTE);

        assertThat(record).isNotNull().isSameAs(recording.open(number));
        assertThat(record.is(SocketRecord.CONNECTING)).isTrue();
    }

    @Test
    void leavesTheSocketAloneThatHasTheClosedChannelsNumber() {
        OpenHooks.created(descriptor, true, null);
        SocketRecord record = recording.open(number);

        assertThat(ConnectHooks.connecting(Records.descriptor(number), REMOTE)).isNull();

        assertThat(recording.open(number)).isNotNull().isSameAs(record);
        assertThat(record.is(SocketRecord.RELEASED | SocketRecord.CONNECTING)).isFalse();
        assertThat(recording.seen()).isEqualTo(1);
    }

    @Test
    void leavesTheAgentsOwnSocketAloneThatHasTheClosedChannelsNumber() {
        recording.own().add(number);

        assertThat(ConnectHooks.connecting(Records.descriptor(number), REMOTE)).isNull();

        assertThat(recording.own().contains(number)).isTrue();
        assertThat(recording.open(number)).isNull();
    }
}
