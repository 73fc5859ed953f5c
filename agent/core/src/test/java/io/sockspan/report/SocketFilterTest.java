package io.sockspan.report;

import static io.sockspan.leak.TestSuspects.suspect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.TestSnapshots;
import io.sockspan.track.TestSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketFilterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 100 * SECOND;
    private static final TestSocket LEAK = TestSocket.client(1, 0)
            .local("10.0.0.5", 51344)
            .remote("10.0.3.7", 5432)
            .observed(4 * SECOND, TcpState.CLOSE_WAIT);
    private static final TestSocket SERVER =
            TestSocket.server(2, 59 * SECOND).local("10.0.0.5", 8080).remote("10.0.9.9", 40112);
    private static final TestSocket LISTENER =
            TestSocket.listener(3, 90 * SECOND).local("::", 8080);
    private static final Snapshot SNAPSHOT = TestSnapshots.snapshot(
            NOW, NOW, List.of(LEAK.snapshot(), SERVER.snapshot(), LISTENER.snapshot()), List.of());

    @Test
    void leavesAllWithoutACondition() {
        assertThat(ids(new SocketFilter())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void ordersByIdWhateverTheOrderOfTheSnapshot() {
        Snapshot scrambled = TestSnapshots.snapshot(
                NOW, NOW, List.of(LISTENER.snapshot(), LEAK.snapshot(), SERVER.snapshot()), List.of());
        assertThat(new SocketFilter()
                        .open(scrambled).stream().map(socket -> socket.id).toList())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void looksForStatesAndRoles() {
        assertThat(ids(new SocketFilter().states(EnumSet.of(TcpState.CLOSE_WAIT, TcpState.LISTEN))))
                .containsExactly(1L, 3L);
        assertThat(ids(new SocketFilter().roles(EnumSet.of(Role.SERVER, Role.LISTENER))))
                .containsExactly(2L, 3L);
    }

    @Test
    void looksForAPortAtEitherEnd() {
        assertThat(ids(new SocketFilter().port(8080))).containsExactly(2L, 3L);
        assertThat(ids(new SocketFilter().port(5432))).containsExactly(1L);
        assertThat(ids(new SocketFilter().port(40112))).containsExactly(2L);
    }

    @Test
    void looksForAge() {
        assertThat(ids(new SocketFilter().olderThan(41 * SECOND, NOW))).containsExactly(1L);
        assertThat(ids(new SocketFilter().olderThan(40 * SECOND, NOW))).containsExactly(1L, 2L);
    }

    @Test
    void looksForTheAccused() {
        assertThat(ids(new SocketFilter().suspects(List.of(suspect(LeakKind.CLOSE_WAIT, 4 * SECOND, LEAK)))))
                .containsExactly(1L);
        assertThat(ids(new SocketFilter().suspects(List.of()))).isEmpty();
    }

    @Test
    void demandsAllConditions() {
        assertThat(ids(new SocketFilter().port(8080).roles(EnumSet.of(Role.SERVER))))
                .containsExactly(2L);
    }

    @Test
    void aSocketIsAtLeastAsOldAsTheStateInWhichItWasFound() {
        TestSocket found =
                TestSocket.adopted(7, 30 * SECOND, TcpState.CLOSE_WAIT).peerClosed(31 * SECOND, 25 * SECOND);
        SocketSnapshot socket = found.snapshot();

        assertThat(socket.age(40 * SECOND)).isBetween(33 * SECOND, 34 * SECOND);
        assertThat(SocketText.beginning(socket, 40 * SECOND))
                .startsWith("Opened before the agent came, more than 33s ago");
        assertThat(new TextReport("app")
                        .whole(
                                TestSnapshots.snapshot(40 * SECOND, 40 * SECOND, List.of(socket), List.of()),
                                socket,
                                List.of()))
                .doesNotContain("more than 10s ago");
    }

    @Test
    void sortsByWhatIsAskedFor() {
        assertThat(sorted(SocketOrder.ID)).containsExactly(1L, 2L, 3L);
        assertThat(sorted(SocketOrder.AGE)).containsExactly(1L, 2L, 3L);
        assertThat(sorted(SocketOrder.STATE)).containsExactly(1L, 2L, 3L);
        assertThat(sorted(SocketOrder.LOCAL)).containsExactly(3L, 1L, 2L);
        assertThat(sorted(SocketOrder.REMOTE)).containsExactly(3L, 1L, 2L);
    }

    private static List<Long> sorted(SocketOrder order) {
        List<SocketSnapshot> sockets = new ArrayList<>(SNAPSHOT.open);
        Collections.reverse(sockets);
        sockets.sort(order.comparator());
        return sockets.stream().map(socket -> socket.id).toList();
    }

    private static List<Long> ids(SocketFilter filter) {
        return filter.open(SNAPSHOT).stream().map(socket -> socket.id).toList();
    }
}
