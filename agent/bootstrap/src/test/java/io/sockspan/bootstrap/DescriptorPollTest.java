package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileDescriptor;
import java.io.IOException;
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

/** What the kernel answers about several real connections at once. */
class DescriptorPollTest {
    private static final int POLLERR = 0x8;
    private static final int POLLNVAL = 0x20;

    private final SocketChannel[] ours = new SocketChannel[4];
    private final SocketChannel[] theirs = new SocketChannel[4];
    private DescriptorPoll poll;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(KernelCalls.isReadable(), "needs Linux");
        poll = DescriptorPoll.create();
        assertThat(poll).as("this JDK has the native").isNotNull();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < ours.length; i++) {
                ours[i] = SocketChannel.open(listener.getLocalAddress());
                theirs[i] = listener.accept();
                poll.set(i, number(ours[i]));
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        for (int i = 0; i < ours.length; i++) {
            ours[i].close();
            theirs[i].close();
        }
    }

    @Test
    void tellsEachWhatHasCome() throws IOException {
        theirs[1].write(ByteBuffer.wrap(new byte[3]));
        theirs[2].close();
        theirs[3].setOption(StandardSocketOptions.SO_LINGER, 0);
        theirs[3].close();

        await().atMost(ONE_MINUTE).untilAsserted(() -> {
            assertThat(poll.ask(4)).isTrue();
            assertThat(poll.answer(0)).isEqualTo(KernelCalls.POLLOUT);
            assertThat(poll.answer(1)).isEqualTo(KernelCalls.POLLIN | KernelCalls.POLLOUT);
            assertThat(poll.answer(2)).isEqualTo(KernelCalls.POLLIN | KernelCalls.POLLOUT | KernelCalls.POLLRDHUP);
            assertThat(poll.answer(3) & POLLERR).isEqualTo(POLLERR);
        });
    }

    @Test
    void showsAFullSendQueue() throws IOException {
        ours[1].configureBlocking(false);

        await().atMost(ONE_MINUTE).untilAsserted(() -> {
            fillSendQueue(ours[1]);
            assertThat(poll.ask(2)).isTrue();
            assertThat(poll.answer(0)).isEqualTo(KernelCalls.POLLOUT);
            assertThat(poll.answer(1)).isZero();
        });
    }

    private static void fillSendQueue(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        while (channel.write(bytes) > 0) {
            bytes.clear();
        }
    }

    @Test
    void asksAboutTheFirstOnly() {
        poll.set(1, Integer.MAX_VALUE);

        assertThat(poll.ask(1)).isTrue();
        assertThat(poll.answer(1)).as("of the last poll of it").isZero();

        assertThat(poll.ask(2)).isTrue();
        assertThat(poll.answer(1)).isEqualTo(POLLNVAL);
    }

    private static int number(SocketChannel channel) throws Exception {
        Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
        getter.setAccessible(true);
        try {
            return JdkFields.number((FileDescriptor) getter.invoke(channel));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
