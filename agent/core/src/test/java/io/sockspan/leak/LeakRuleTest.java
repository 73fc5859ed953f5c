package io.sockspan.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import io.sockspan.track.TestSocket;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeakRuleTest {
    private static final long NOW = TimeUnit.HOURS.toNanos(1);
    private static final long LATER = TimeUnit.SECONDS.toNanos(1);
    private static final LeakLimits LIMITS = LeakLimits.defaults();

    @ParameterizedTest
    @EnumSource(value = LeakRule.class, mode = EnumSource.Mode.EXCLUDE, names = "IDLE")
    void noRuleHoldsForWhatIsInOrder(LeakRule rule) {
        Stream.of(
                        TestSocket.client(1, 0),
                        TestSocket.server(2, 0),
                        TestSocket.client(3, 0).read(LATER).unread(LATER, 0))
                .map(socket -> socket.connection)
                .forEach(connection -> {
                    assertThat(LeakRule.isInOrder(connection, LIMITS)).isTrue();
                    assertThat(rule.since(connection, NOW)).isEqualTo(LeakRule.NOT);
                });
    }

    @Test
    void whatARuleMayHoldForIsNotInOrder() {
        Stream<TestSocket> sockets = Stream.of(
                TestSocket.client(1, 0).unread(LATER, 7),
                TestSocket.client(2, 0).sendQueueFull(LATER, NOW, 4_000),
                TestSocket.client(3, 0).collected(),
                TestSocket.client(4, 0).observed(LATER, TcpState.CLOSE_WAIT),
                TestSocket.client(5, 0).closing(LATER),
                TestSocket.client(6, 0).closed(LATER),
                TestSocket.connecting(7, 0),
                TestSocket.unconnected(8, 0),
                TestSocket.listener(9, 0));

        assertThat(sockets)
                .allSatisfy(socket -> assertThat(LeakRule.isInOrder(socket.connection, LIMITS))
                        .isFalse());
    }

    @Test
    void nothingIsInOrderForLongWhereIdleConnectionsAreSuspect() {
        LeakLimits limits = LeakLimits.builder().limit(LeakKind.IDLE, 1).build();

        assertThat(LeakRule.isInOrder(TestSocket.client(1, 0).connection, limits))
                .isFalse();
    }
}
