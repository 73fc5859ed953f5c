package io.sockspan.track;

import io.sockspan.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

/** Snapshots that a test makes up, with 2026-11-01T12:00:00Z as the time zero of all monotonic times. */
public final class TestSnapshots {
    private static final long EPOCH = 1_793_534_400_000_000_000L;

    private TestSnapshots() {}

    /** A clock that stands still. */
    public static Clock clock(long now) {
        return clock(() -> now);
    }

    public static Clock clock(LongSupplier now) {
        return new Clock() {
            @Override
            public long nanos() {
                return now.getAsLong();
            }

            @Override
            public long epochNanos(long nanos) {
                return EPOCH + nanos;
            }
        };
    }

    public static Snapshot snapshot(
            long takenAt, long kernelReadAt, List<SocketSnapshot> open, List<SocketSnapshot> ended) {
        return new Snapshot(
                takenAt,
                kernelReadAt,
                true,
                clock(takenAt),
                open,
                ended,
                open.size() + ended.size(),
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                null);
    }

    public static Snapshot withoutKernel(long takenAt, long dropped, long hookFailures, long stacksSkipped) {
        return new Snapshot(
                takenAt,
                Long.MIN_VALUE,
                false,
                clock(takenAt),
                List.of(),
                List.of(),
                0,
                dropped,
                hookFailures,
                stacksSkipped,
                4,
                6,
                2,
                1,
                null);
    }

    /** Of a process in a container that may use that much of a processor. */
    public static Snapshot onPartOfAProcessor(double processors) {
        return new Snapshot(100, 100, true, clock(100), List.of(), List.of(), 0, 0, 0, 0, 0, 0, 0, processors, null);
    }
}
