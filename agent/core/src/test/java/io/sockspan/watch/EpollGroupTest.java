package io.sockspan.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sockspan.bootstrap.DescriptorEpoll;
import io.sockspan.bootstrap.TestRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpollGroupTest {
    private static final int INSTANCES = 4;
    private static final int SOCKETS = 80;
    /** Half of what each would have if they were shared out exactly evenly. */
    private static final int FEWEST = SOCKETS / INSTANCES / 2;

    private final List<SocketChannel> sockets = new ArrayList<>();
    private EpollGroup group;

    @BeforeEach
    void assumeThatItIsSupported() {
        assumeThat(TestRecorder.kernel().supportsEpoll()).isTrue();
    }

    @AfterEach
    void close() throws IOException {
        if (group != null) {
            group.close();
        }
        for (SocketChannel socket : sockets) {
            socket.close();
        }
    }

    @Test
    void countsOnProcessors() {
        assertThat(Stream.of(1, 2, 8, 15, 16, 32, 64, 128).map(EpollGroup::instancesFor))
                .containsExactly(1, 1, 1, 1, 2, 4, 8, 8);
    }

    @Test
    void sharesDescriptorsOutEvenlyAndReportsEachOnce() throws Exception {
        group = EpollGroup.open(TestRecorder.kernel()::descriptorEpoll, INSTANCES);
        Set<Integer> registered = register();

        List<Long> sizes = numbers(group).stream().map(EpollGroupTest::watched).toList();
        assertThat(sizes.get(0)).as("the one that waits for the others").isEqualTo(INSTANCES);
        assertThat(sizes.subList(1, sizes.size())).hasSize(INSTANCES).allMatch(size -> size >= FEWEST);

        // The kernel reports a socket without a connection as hung up at once.
        assertThat(group.await(0)).isEqualTo(SOCKETS);
        assertThat(group.isFull()).isFalse();
        assertThat(reported(group)).containsExactlyInAnyOrderElementsOf(registered);
        assertThat(group.await(0)).isZero();
        assertThat(group.next()).isFalse();

        registered.forEach(group::remove);
        assertThat(numbers(group).stream().skip(1).mapToLong(EpollGroupTest::watched))
                .containsOnly(0L);
    }

    @Test
    void makesDoWithOneInstanceWhereSoManyCannotBeHad() throws Exception {
        List<Integer> opened = new ArrayList<>();
        Supplier<DescriptorEpoll> opener = TestRecorder.kernel()::descriptorEpoll;
        group = EpollGroup.open(
                () -> {
                    DescriptorEpoll next = opened.size() == INSTANCES - 1 ? null : opener.get();
                    opened.add(next == null ? -1 : next.number());
                    return next;
                },
                INSTANCES);

        assertThat(numbers(group)).hasSize(1);
        assertThat(opened).contains(-1).hasSize(INSTANCES + 1);
        Set<Integer> registered = register();
        assertThat(group.await(0)).isEqualTo(SOCKETS);
        assertThat(reported(group)).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void isNotThereWhereNoDescriptorIsLeft() {
        assertThat(EpollGroup.open(() -> null, INSTANCES)).isNull();
    }

    private Set<Integer> register() throws Exception {
        Set<Integer> registered = new HashSet<>();
        for (int i = 0; i < SOCKETS; i++) {
            SocketChannel socket = SocketChannel.open();
            sockets.add(socket);
            int number = number(socket);
            registered.add(number);
            assertThat(group.add(number, 0)).isZero();
            assertThat(group.add(number, 0)).as("again").isEqualTo(DescriptorEpoll.EEXIST);
        }
        return registered;
    }

    private static List<Integer> numbers(EpollGroup group) {
        List<Integer> numbers = new ArrayList<>();
        group.forEachNumber(numbers::add);
        return numbers;
    }

    private static List<Integer> reported(EpollGroup group) {
        List<Integer> numbers = new ArrayList<>();
        while (group.next()) {
            assertThat(group.news() & DescriptorEpoll.HANG_UP).isNotZero();
            numbers.add(group.descriptor());
        }
        return numbers;
    }

    private static int number(SocketChannel channel) throws ReflectiveOperationException {
        Field field = channel.getClass().getDeclaredField("fdVal");
        field.setAccessible(true);
        return (int) field.get(channel);
    }

    /** How many descriptors an epoll instance has, by its fdinfo (proc(5)). */
    private static long watched(int number) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo", String.valueOf(number)))) {
            return lines.filter(line -> line.startsWith("tfd:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
