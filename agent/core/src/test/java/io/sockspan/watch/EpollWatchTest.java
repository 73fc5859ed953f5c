package io.sockspan.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import io.sockspan.bootstrap.DescriptorEpoll;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.kernel.Proc;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.watch.KernelWatch.Interest;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on loopback, and what this machine's kernel reports of them. */
class EpollWatchTest {
    private static final int MANY = 40;

    private ServerSocketChannel listener;
    private SocketChannel peer;
    private SocketChannel watched;
    private SocketRecord record;
    /** The epoll instances of whatever else runs in this JVM. */
    private Set<Path> others;

    private KernelWatch watch;
    private final List<SocketChannel> channels = new ArrayList<>();

    /** Among how many epoll instances the watched descriptors are shared out. */
    int instances() {
        return 1;
    }

    @BeforeEach
    void watchOneConnection() throws Exception {
        assumeThat(Proc.ofThisSystem().isAvailable()).isTrue();
        TestRecorder.start(null, 64, 0, 0);
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        peer = SocketChannel.open(listener.getLocalAddress());
        watched = listener.accept();
        FileDescriptor descriptor = descriptor(watched);
        TestRecorder.accepted(descriptor, (InetSocketAddress) watched.getRemoteAddress(), (InetSocketAddress)
                watched.getLocalAddress());
        record = TestRecorder.recordOf(descriptor);
        others = epolls();
        watch = EpollWatch.open(TestRecorder.recording(), TestRecorder.kernel(), instances());
        assertThat(watch.add(record, Interest.CLOSING)).isTrue();
        assertThat(watch.add(record, Interest.CLOSING)).as("again").isTrue();
    }

    @AfterEach
    void close() throws IOException {
        watch.close();
        watched.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        peer.close();
        listener.close();
        TestRecorder.stop();
        awaitNoThread();
    }

    private static void awaitNoThread() {
        await().atMost(ONE_MINUTE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("sockspan-watch"));
    }

    @Test
    void reportsTheFirstBytesOnceIfAskedTo() throws IOException {
        assertThat(watch.add(record, Interest.DATA)).isTrue();
        long before = System.nanoTime();
        peer.write(ByteBuffer.allocate(10));
        KernelEvent bytes = awaitEvent();
        assertThat(bytes.isData()).isTrue();
        assertThat(bytes.record).isSameAs(record);
        assertThat(bytes.latest).isGreaterThanOrEqualTo(before);

        peer.write(ByteBuffer.allocate(10));
        peer.close();
        assertThat(TcpInfo.state(awaitEvent().tcpInfo)).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(watch.waiting()).isZero();
    }

    @Test
    void wakesTheAgentsThreadByTheFirstBytesIfItRests() throws Exception {
        assertThat(watch.add(record, Interest.DATA)).isTrue();
        Thread consumer = restingConsumer();

        peer.write(ByteBuffer.allocate(10));

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void reportsBytesAgainIfAskedToAgain() throws IOException {
        assertThat(watch.add(record, Interest.DATA)).isTrue();
        peer.write(ByteBuffer.allocate(10));
        assertThat(awaitEvent().isData()).isTrue();
        watched.read(ByteBuffer.allocate(10));

        assertThat(watch.add(record, Interest.DATA)).isTrue();
        peer.write(ByteBuffer.allocate(10));

        assertThat(awaitEvent().isData()).isTrue();
    }

    @Test
    void reportsNothingOfWhatWasRemoved() throws Exception {
        watch.remove(record);
        peer.close();
        try (SocketChannel other = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            FileDescriptor descriptor = descriptor(accepted);
            TestRecorder.accepted(descriptor, (InetSocketAddress) accepted.getRemoteAddress(), (InetSocketAddress)
                    accepted.getLocalAddress());
            assertThat(watch.add(TestRecorder.recordOf(descriptor), Interest.CLOSING))
                    .isTrue();
            other.close();

            assertThat(awaitEvent().record).isSameAs(TestRecorder.recordOf(descriptor));
        }
    }

    @Test
    void reportsThePeersFinAndNoBytes() throws IOException {
        peer.write(ByteBuffer.allocate(10));
        long before = System.nanoTime();
        peer.close();
        long after = System.nanoTime();

        KernelEvent fin = awaitEvent();

        assertThat(TcpInfo.state(fin.tcpInfo)).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(fin.record).isSameAs(record);
        assertThat(fin.latest).isGreaterThanOrEqualTo(before);
        assertThat(fin.earliest).isLessThanOrEqualTo(after);
        assertThat(watch.waiting()).isZero();
    }

    @Test
    void wakesTheAgentsThreadIfItRests() throws Exception {
        Thread consumer = restingConsumer();

        peer.close();

        consumer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(consumer.isAlive()).isFalse();
    }

    private Thread restingConsumer() {
        Thread consumer = new Thread(() -> {
            while (watch.waiting() == 0) {
                // Only a wake-up ends this: no time is given.
                LockSupport.park(this);
            }
        });
        consumer.setDaemon(true);
        consumer.start();
        TestRecorder.recording().setConsumer(consumer, true);
        await().atMost(ONE_MINUTE).until(() -> LockSupport.getBlocker(consumer) == this);
        return consumer;
    }

    @Test
    void reportsAReset() throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();

        assertThat(TcpInfo.state(awaitEvent().tcpInfo)).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void takesAConnectThatHasSentNothingYetForNoEnd() throws Exception {
        try (SocketChannel connecting = SocketChannel.open()) {
            FileDescriptor descriptor = descriptor(connecting);
            InetSocketAddress remote = (InetSocketAddress) listener.getLocalAddress();
            TestRecorder.opened(descriptor);
            TestRecorder.connecting(descriptor, remote);
            // The kernel reports at once that a socket without a connection is closed in both directions.
            assertThat(watch.add(TestRecorder.recordOf(descriptor), Interest.CONNECT))
                    .isTrue();
            reportsThePeersFinAndNoBytes();

            connecting.connect(remote);

            assertThat(TcpInfo.state(awaitEvent().tcpInfo)).isEqualTo(TcpState.ESTABLISHED);
        }
    }

    @Test
    void doesNotWatchWhatIsBeingClosed() throws Exception {
        TestRecorder.closing(descriptor(watched));

        assertThat(watch.add(record, Interest.DATA)).isFalse();
    }

    @Test
    void saysSoAndRegistersNoMoreWhenTheKernelsLimitIsReached() {
        AtomicInteger asked = new AtomicInteger();
        KernelWatch full = EpollWatch.start(
                TestRecorder.recording(),
                TestRecorder.kernel(),
                EpollGroup.open(TestRecorder.kernel()::descriptorEpoll, instances()),
                (number, more) -> {
                    asked.incrementAndGet();
                    return EpollWatch.ENOSPC;
                });
        try {
            assertThat(full.problem()).isNull();

            assertThat(full.add(record, Interest.DATA)).isFalse();
            assertThat(full.add(record, Interest.CLOSING)).isFalse();

            assertThat(full.problem()).contains("fs.epoll.max_user_watches", "sweeps");
            assertThat(asked).hasValue(1);
        } finally {
            full.close();
        }
    }

    @Test
    void leavesNothing() throws IOException {
        Set<Path> own = epolls();
        own.removeAll(others);
        assertThat(own).hasSize(instances() == 1 ? 1 : instances() + 1);
        assertThat(own).allMatch(epoll -> TestRecorder.recording().own().contains(number(epoll)));

        watch.close();

        await().atMost(ONE_MINUTE).untilAsserted(() -> assertThat(epolls()).doesNotContainAnyElementsOf(own));
        assertThat(watch.add(record, Interest.DATA)).isFalse();
        awaitNoThread();
    }

    @Test
    void endsAWaitAtOnce() throws Exception {
        assertEndsAWait(group -> assertThat(group.endWaits()).isTrue());
    }

    @Test
    void endsAWaitThroughAWatchedConnectionWhereNoDescriptorIsLeft() throws Exception {
        assertEndsAWait(group -> group.endWaitByConnection(TestRecorder.recording()));
    }

    private void assertEndsAWait(Consumer<EpollGroup> end) throws Exception {
        EpollGroup group = EpollGroup.open(TestRecorder.kernel()::descriptorEpoll, instances());
        Thread waiting = new Thread(() -> group.await((int) TimeUnit.MINUTES.toMillis(10)));
        waiting.setDaemon(true);
        try {
            assertThat(group.add(record.number, DescriptorEpoll.DATA)).isZero();
            waiting.start();

            end.accept(group);

            waiting.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(waiting.isAlive()).isFalse();
        } finally {
            group.close();
        }
    }

    @Test
    void reportsEachOfManyOnce() throws Exception {
        Map<SocketRecord, SocketChannel> peers = new LinkedHashMap<>();
        try {
            for (int i = 0; i < MANY; i++) {
                SocketChannel other = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept();
                channels.add(accepted);
                FileDescriptor descriptor = descriptor(accepted);
                TestRecorder.accepted(descriptor, (InetSocketAddress) accepted.getRemoteAddress(), (InetSocketAddress)
                        accepted.getLocalAddress());
                peers.put(TestRecorder.recordOf(descriptor), other);
                assertThat(watch.add(TestRecorder.recordOf(descriptor), Interest.CLOSING))
                        .isTrue();
            }
        } finally {
            for (SocketChannel other : peers.values()) {
                other.close();
            }
        }

        Set<SocketRecord> reported = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            KernelEvent fin = awaitEvent();
            assertThat(TcpInfo.state(fin.tcpInfo)).isEqualTo(TcpState.CLOSE_WAIT);
            reported.add(fin.record);
        }
        assertThat(reported).isEqualTo(peers.keySet());
        assertThat(watch.waiting()).isZero();
    }

    private KernelEvent awaitEvent() {
        await().atMost(ONE_MINUTE).until(() -> watch.waiting() > 0);
        return watch.poll();
    }

    private static FileDescriptor descriptor(SocketChannel channel) throws ReflectiveOperationException {
        Field field = channel.getClass().getDeclaredField("fd");
        field.setAccessible(true);
        return (FileDescriptor) field.get(channel);
    }

    private static int number(Path descriptor) {
        return Integer.parseInt(descriptor.getFileName().toString());
    }

    /** The epoll instances of this JVM. */
    private static Set<Path> epolls() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(EpollWatchTest::isEpoll).collect(Collectors.toSet());
        }
    }

    private static boolean isEpoll(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[eventpoll]");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
