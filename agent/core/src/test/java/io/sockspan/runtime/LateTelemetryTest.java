package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.sockspan.config.Log;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.track.TrackedSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class LateTelemetryTest {
    private final Stderr stderr = new Stderr();
    private final AgentThreads threads = new AgentThreads(stderr.console(Log.SUSPECTS));
    private final TelemetrySink first = mock(TelemetrySink.class);
    private final TelemetrySink second = mock(TelemetrySink.class);
    private final Queue<TelemetrySink> sinks = new ArrayDeque<>(List.of(first, second));
    private final LateTelemetry telemetry = new LateTelemetry(threads, sinks::remove);
    private final TrackedSocket socket = mock(TrackedSocket.class);

    @Test
    void keepsWhatIsPublishedBeforeItHasStarted() {
        telemetry.connectFailed(socket);
        telemetry.ended(socket);
        verifyNoInteractions(first);

        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        telemetry.cutShort(socket, 7);

        InOrder order = inOrder(first);
        order.verify(first).connectFailed(socket);
        order.verify(first).ended(socket);
        order.verify(first).cutShort(socket, 7);
    }

    @Test
    void isAtWorkAsLongAsTelemetryIs() {
        assertThat(telemetry.isAtWork()).isFalse();
        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        assertThat(telemetry.isAtWork()).isFalse();

        when(first.isAtWork()).thenReturn(true);
        assertThat(telemetry.isAtWork()).isTrue();
    }

    @Test
    void wantsTheEndOfEveryConnectionThatMayBeTraced() {
        assertThat(telemetry.wantsEnd(socket)).isTrue();

        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));

        assertThat(telemetry.wantsEnd(socket))
                .as("as telemetry decides, once it has started")
                .isFalse();
    }

    @Test
    void saysHowMuchItHadNoRoomFor() {
        for (int i = 0; i < EarlyCalls.KEPT + 3; i++) {
            telemetry.ended(socket);
        }
        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        telemetry.expire();

        verify(first).missed(3);
    }

    @Test
    void leavesRoomForVerdictsBesideReadings() {
        for (int i = 0; i < EarlyCalls.KEPT; i++) {
            telemetry.read(socket, null, null);
        }
        telemetry.ended(socket);
        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        telemetry.expire();

        verify(first).ended(socket);
        verify(first).missed(EarlyCalls.KEPT - EarlyCalls.REGULAR);
    }

    @Test
    void startsAgainAfterAThreadOfItsLibrariesHasDied() throws InterruptedException {
        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        telemetry.expire();

        Thread dying = new Thread(threads, () -> {
            throw new OutOfMemoryError("on purpose");
        });
        dying.start();
        dying.join();
        telemetry.expire();
        telemetry.ended(socket);
        telemetry.await(Duration.ofSeconds(30));
        telemetry.expire();

        verify(first).abort();
        verify(second).ended(socket);
        assertThat(sinks).isEmpty();
    }

    @Test
    void endsWhatStartsAfterTheShutdown() {
        CountDownLatch wasShutDown = new CountDownLatch(1);
        LateTelemetry slow = new LateTelemetry(threads, () -> {
            awaitOrFail(wasShutDown);
            return first;
        });
        slow.start();
        slow.shutdown(Duration.ofSeconds(5));
        slow.abort();
        verifyNoInteractions(first);

        wasShutDown.countDown();
        slow.await(Duration.ofSeconds(30));

        InOrder order = inOrder(first);
        order.verify(first).shutdown(Duration.ZERO);
        order.verify(first).abort();
        order.verifyNoMoreInteractions();
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysOnceThatItDoesNotStartAlsoWhereAnotherThreadHasDied() throws InterruptedException {
        sinks.clear();
        Thread dying = new Thread(threads, () -> {
            throw new OutOfMemoryError("on purpose");
        });
        dying.setName("dying");
        dying.start();
        dying.join();

        for (int i = 0; i < 2; i++) {
            LateTelemetry failing = new LateTelemetry(threads, sinks::remove);
            failing.start();
            failing.await(Duration.ofSeconds(30));
        }

        assertThat(stderr.lines()).hasSize(2);
        assertThat(stderr.lines().get(0)).contains("\"dying\"");
        assertThat(stderr.lines().get(1)).contains("\"sockspan-telemetry-start\"");
    }

    @Test
    void exportsNothingWhereTheStartFails() {
        sinks.clear();

        telemetry.start();
        telemetry.await(Duration.ofSeconds(30));
        telemetry.ended(socket);

        assertThat(telemetry.isStarting()).isFalse();
        assertThat(stderr.lines()).singleElement().asString().contains("sockspan-telemetry-start");
    }
}
