package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.sockspan.bootstrap.Recording;
import io.sockspan.track.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LazyStartTest {
    private final Recording recording = mock(Recording.class);
    private final HoldBack holdBack = mock(HoldBack.class);
    private final LateTelemetry telemetry = mock(LateTelemetry.class);
    private boolean areDescriptorsLeft = true;
    private final LazyStart lazyStart = new LazyStart(
            mock(Clock.class),
            recording,
            holdBack,
            () -> false,
            () -> {},
            () -> {},
            () -> true,
            () -> {},
            () -> {},
            () -> areDescriptorsLeft,
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
    void leavesTheProcessorToTheFirstUseAllTheSame() {
        areDescriptorsLeft = false;
        when(holdBack.isFirstUseOver()).thenReturn(false);

        assertThat(lazyStart.isReadyForEvents()).isFalse();
    }
}
