package io.sockspan.it.truth;

import io.sockspan.it.truth.LifeComparison.CallError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How far the times of calls are from the kernel's. A thread that the machine does not let run is late, so one call alone proves
 * nothing: all together are within {@link #LIMIT} at the 99th percentile.
 */
final class CallTimes {
    static final long LIMIT = 1_000_000;

    private final List<CallError> errors = new ArrayList<>();

    void add(Collection<CallError> more) {
        errors.addAll(more);
    }

    void add(CallTimes others) {
        add(others.errors);
    }

    /** By how much they are off at the 99th percentile (nearest rank), in nanoseconds; 0 without any. */
    long errorAt99() {
        List<CallError> worst = worst();
        return worst.isEmpty() ? 0 : worst.get(worst.size() / 100).nanos();
    }

    private List<CallError> worst() {
        return errors.stream()
                .sorted(Comparator.comparingLong(CallError::nanos).reversed())
                .toList();
    }

    /** Every call that is too far off, if there are too many of them. */
    List<String> violations() {
        if (errorAt99() <= LIMIT) {
            return List.of();
        }
        return worst().stream()
                .takeWhile(error -> error.nanos() > LIMIT)
                .map(CallError::call)
                .toList();
    }
}
