package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.config.Log;
import io.sockspan.kernel.DiagSocket;
import io.sockspan.time.Clock;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TcpInfoStartTest {
    private static final MethodHandle GETSOCKOPT = MethodHandles.constant(int.class, 0);

    private final Stderr stderr = new Stderr();
    private final AgentThreads threads = new AgentThreads(stderr.console(Log.SUSPECTS));
    private final KernelAccess kernel = mock(KernelAccess.class);
    private final Clock clock = mock(Clock.class);
    private Supplier<MethodHandle> linker = () -> GETSOCKOPT;
    private int tries;
    private int lookUpTries;
    private Supplier<DiagSocket> lookUpLinker = () -> null;
    private final TcpInfoStart start = new TcpInfoStart(
            true,
            threads,
            kernel,
            clock,
            () -> {
                tries++;
                return linker.get();
            },
            () -> {
                lookUpTries++;
                return lookUpLinker.get();
            });

    @Test
    void triesAgainAfterAPauseWhereMemoryWasShort() {
        linker = () -> {
            throw new OutOfMemoryError("on purpose");
        };

        triesAgainAndSucceeds("memory was short");
    }

    @Test
    void triesAgainAfterAPauseWhereDescriptorsWereShort() {
        linker = () -> {
            throw new UnsupportedOperationException(
                    "it cannot be called",
                    new UncheckedIOException(new FileNotFoundException("modules (Too many open files)")));
        };

        triesAgainAndSucceeds("memory or descriptors were short");
    }

    private void triesAgainAndSucceeds(String why) {
        link();
        assertThat(start.problem()).startsWith(why).contains("tried again");

        link();
        assertThat(tries).as("tries without a pause").isEqualTo(1);

        laterBy(1);
        link();
        assertThat(tries).isEqualTo(2);
        laterBy(1);
        link();
        assertThat(tries).as("tries within the second pause, which is longer").isEqualTo(2);

        linker = () -> GETSOCKOPT;
        laterBy(1);
        link();
        verify(kernel).provide(GETSOCKOPT, GETSOCKOPT);
        assertThat(start.problem()).isNull();
        assertThat(stderr.lines()).isEmpty();
    }

    @Test
    void doesNotTryAgainWhatCanNeverSucceed() {
        linker = () -> {
            throw new UnsupportedOperationException("Java 8 cannot call it");
        };
        link();
        laterBy(3_600);
        link();

        assertThat(tries).isEqualTo(1);
        assertThat(start.problem()).isEqualTo("Java 8 cannot call it");
    }

    @Test
    void doesNotTryAgainWhatFailsForNoLackOfDescriptors() {
        linker = () -> {
            throw new UncheckedIOException(new FileNotFoundException("modules (Permission denied)"));
        };
        link();
        laterBy(3_600);
        link();

        assertThat(tries).isEqualTo(1);
        assertThat(start.problem()).contains("Permission denied");
        assertThat(stderr.lines()).isEmpty();
    }

    @Test
    void doesNotTryAgainWhatTheRuntimeLacks() {
        linker = () -> {
            throw new NoClassDefFoundError("java/lang/foreign/Linker");
        };
        link();
        laterBy(3_600);
        link();

        assertThat(tries).isEqualTo(1);
        assertThat(start.problem()).contains("java/lang/foreign/Linker");
        assertThat(stderr.lines()).isEmpty();
    }

    @Test
    void linksLookUpsWhenTheyAreWanted() {
        DiagSocket socket = mock(DiagSocket.class);
        lookUpLinker = () -> socket;
        link();
        when(kernel.isProvided()).thenReturn(true);
        assertThat(lookUpTries).isZero();

        start.lookUps();
        link();

        assertThat(start.lookUps()).isSameAs(socket);
        assertThat(tries).as("one for the hooks, one for the agent").isEqualTo(2);
        assertThat(lookUpTries).isEqualTo(1);
    }

    @Test
    void doesWithoutLookUpsWhereTheyCannotBeLinked() {
        lookUpLinker = () -> {
            throw new UnsupportedOperationException("this Java runtime does not link recvfrom");
        };
        when(kernel.isProvided()).thenReturn(true);
        for (int i = 0; i < 3; i++) {
            assertThat(start.lookUps()).isNull();
            link();
        }

        assertThat(lookUpTries).isEqualTo(1);
        assertThat(start.problem()).isNull();
    }

    @Test
    void linksNoLookUpsWhereNothingIsToBeCalled() {
        TcpInfoStart off =
                new TcpInfoStart(false, threads, kernel, clock, () -> linker.get(), () -> lookUpLinker.get());

        assertThat(off.lookUps()).isNull();
        assertThat(threads.activeCount()).isZero();
    }

    /** Waits for it, also on a busy machine. */
    private void link() {
        start.await();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> threads.activeCount() == 0);
    }

    private void laterBy(long seconds) {
        long now = clock.nanos() + TimeUnit.SECONDS.toNanos(seconds);
        when(clock.nanos()).thenReturn(now);
    }
}
