package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.sockspan.bootstrap.AuxiliaryDescriptors;
import io.sockspan.bootstrap.Recording;
import io.sockspan.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LazyStartTest {
    private final Recording recording = mock(Recording.class);
    private final HoldBack holdBack = mock(HoldBack.class);
    private final LateTelemetry telemetry = mock(LateTelemetry.class);
    private final Clock clock = mock(Clock.class);
    private final Runnable selfTest = mock(Runnable.class);
    private final List<String> problems = new ArrayList<>();
    private boolean areDescriptorsLeft = true;
    private final LazyStart lazyStart = new LazyStart(
            clock,
            recording,
            holdBack,
            () -> false,
            () -> {},
            () -> {},
            () -> true,
            selfTest,
            () -> {},
            () -> areDescriptorsLeft,
            new ThreadStarts(clock, problems::add),
            true,
            telemetry);

    @BeforeEach
    void theApplicationUsesSockets() {
        when(recording.isAnySeen()).thenReturn(true);
        when(holdBack.isFirstUseOver()).thenReturn(true);
    }

    @Test
    void letsEventsWaitUntilTelemetryHasBegun() {
        assertThat(lazyStart.isReadyForEvents()).isFalse();

        lazyStart.step();
        verify(telemetry).start();
        when(telemetry.isBegun()).thenReturn(true);
        assertThat(lazyStart.isReadyForEvents()).isTrue();
    }

    @Test
    void handlesEventsWhileTelemetryWaitsForDescriptors() {
        areDescriptorsLeft = false;

        lazyStart.step();

        verify(telemetry, never()).start();
        assertThat(lazyStart.isReadyForEvents()).isTrue();
    }

    @Test
    void handlesEventsAndTriesLessOftenWhereNoThreadCanBeCreated() {
        doThrow(new OutOfMemoryError("unable to create native thread"))
                .when(selfTest)
                .run();
        stepFor(62);
        verify(selfTest, times(6)).run();
        verify(telemetry, never()).start();
        assertThat(lazyStart.isReadyForEvents()).isTrue();
        assertThat(lazyStart.isFirstSocketHandled()).isFalse();

        doNothing().when(selfTest).run();
        stepFor(10);
        verify(selfTest, times(7)).run();
        verify(telemetry, atLeastOnce()).start();
        assertThat(problems).singleElement().asString().contains("self-test");
    }

    @Test
    void handlesEventsWhereTelemetryHasNoThread() {
        doThrow(new OutOfMemoryError("unable to create native thread"))
                .when(telemetry)
                .start();
        stepFor(62);

        verify(selfTest).run();
        verify(telemetry, times(6)).start();
        assertThat(lazyStart.isReadyForEvents()).isTrue();
        assertThat(problems).singleElement().asString().contains("start telemetry");
    }

    /** Twenty steps in each second. */
    private void stepFor(int seconds) {
        for (int i = 0; i < 20 * seconds; i++) {
            lazyStart.step();
            long now = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(50);
            when(clock.nanos()).thenReturn(now);
        }
    }

    @Test
    void judgesWhatLeaksInAnApplicationThatHasNoTcpSocket() {
        AuxiliaryDescriptors auxiliary = mock(AuxiliaryDescriptors.class);
        when(recording.isAnySeen()).thenReturn(false);
        when(recording.auxiliary()).thenReturn(auxiliary);
        when(auxiliary.isEmpty()).thenReturn(true);
        lazyStart.step();
        verify(telemetry, never()).start();
        assertThat(lazyStart.isReadyForEvents()).isFalse();

        when(auxiliary.isEmpty()).thenReturn(false);
        lazyStart.step();
        verify(telemetry).start();
        when(telemetry.isBegun()).thenReturn(true);
        assertThat(lazyStart.isReadyForEvents()).isTrue();
        assertThat(lazyStart.isFirstSocketHandled()).isFalse();

        // What was said must be able to be taken back.
        when(auxiliary.isEmpty()).thenReturn(true);
        assertThat(lazyStart.isReadyForEvents()).isTrue();
    }

    @Test
    void leavesTheProcessorToTheFirstUseAllTheSame() {
        areDescriptorsLeft = false;
        when(holdBack.isFirstUseOver()).thenReturn(false);

        assertThat(lazyStart.isReadyForEvents()).isFalse();
    }
}
