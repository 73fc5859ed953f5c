package io.sockspan.leak;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryPoolsTest {
    private final TestSocket socket = TestSocket.client(1, 0);
    private final Map<Integer, Boolean> lent = new HashMap<>();
    /** When they were. */
    private final List<Long> readings = new ArrayList<>();

    private final List<Runnable> started = new ArrayList<>();
    private long now;
    private final LibraryPools pools = new LibraryPools(
            () -> {
                readings.add(now);
                return new HashMap<>(lent);
            },
            started::add,
            TestSnapshots.clock(() -> now));

    @Test
    void takesTwoReadingsForALentConnectionAndOneForAnIdleOne() {
        lent(true);
        assertThat(asked(11, 1)).isEqualTo(Lease.UNKNOWN);
        assertThat(asked(12, 1)).isEqualTo(Lease.UNKNOWN);
        assertThat(asked(13, 1)).isEqualTo(Lease.LENT);
        assertThat(asked(14, 1)).isEqualTo(Lease.LENT);

        lent(false);
        assertThat(asked(22, 1)).isEqualTo(Lease.LENT);
        assertThat(asked(23, 1)).isEqualTo(Lease.IDLE);
        assertThat(asked(10_000, 1)).isEqualTo(Lease.IDLE);
        assertThat(readings).containsExactly(s(11), s(12), s(22));
    }

    /** The application had it then. */
    @Test
    void asksAnewAboutAConnectionThatThePeerEndedAfterTheReadings() {
        lent(true);
        asked(11, 1);
        asked(12, 1);
        assertThat(asked(13, 1)).isEqualTo(Lease.LENT);

        lent(false);
        assertThat(asked(30, 20)).isEqualTo(Lease.UNKNOWN);
        assertThat(asked(31, 20)).isEqualTo(Lease.IDLE);
    }

    @Test
    void oneOfTwoReadingsIsNotEnough() {
        lent(false);
        asked(11, 1);
        lent(true);
        asked(30, 20);
        assertThat(asked(31, 20)).isEqualTo(Lease.UNKNOWN);
        assertThat(asked(32, 20)).isEqualTo(Lease.LENT);
    }

    @Test
    void doesNotReadInVainAgainAndAgain() {
        for (int second = 11; second < 131; second++) {
            assertThat(asked(second, 1)).isEqualTo(Lease.UNKNOWN);
        }
        assertThat(readings).containsExactly(s(11), s(71));
    }

    @Test
    void readsNothingForLibrariesWhosePoolsCannotBeFound() {
        assertThat(pools.leaseOf(socket.connection, "Jetty client", 0)).isEqualTo(Lease.UNKNOWN);
        assertThat(started).isEmpty();
    }

    @Test
    void waitsForAReadingThatTakesLong() {
        for (int second = 11; second < 20; second++) {
            now = s(second);
            assertThat(pools.leaseOf(socket.connection, "OkHttp", s(1))).isEqualTo(Lease.UNKNOWN);
        }
        assertThat(started).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWhereThereIsNoThreadAndWhereNothingCanBeRead(Throwable failure) {
        LibraryPools failing = new LibraryPools(
                () -> {
                    readings.add(now);
                    if (readings.size() < 3) {
                        throw sneaky(failure);
                    }
                    return new HashMap<>(lent);
                },
                reading -> {
                    if (now < s(20)) {
                        throw sneaky(failure);
                    }
                    reading.run();
                },
                TestSnapshots.clock(() -> now));
        lent(false);
        Lease last = Lease.UNKNOWN;
        for (int second = 11; second < 200; second++) {
            now = s(second);
            last = failing.leaseOf(socket.connection, "OkHttp", s(1));
        }
        assertThat(readings).hasSize(3);
        assertThat(last).isEqualTo(Lease.IDLE);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new OutOfMemoryError("unable to create native thread"),
                new StackOverflowError(),
                new NoClassDefFoundError("io/sockspan/owners/Layouts"),
                new SecurityException("modifyThreadGroup"),
                new IllegalStateException("no such field"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }

    private void lent(boolean isLent) {
        lent.put(socket.connection.descriptor(), isLent);
    }

    /** Asked in that second, and any reading that was wanted is made at once. */
    private Lease asked(long second, long since) {
        now = s(second);
        Lease lease = pools.leaseOf(socket.connection, "OkHttp", s(since));
        started.forEach(Runnable::run);
        started.clear();
        return lease;
    }

    private static long s(long seconds) {
        return SECONDS.toNanos(seconds);
    }
}
