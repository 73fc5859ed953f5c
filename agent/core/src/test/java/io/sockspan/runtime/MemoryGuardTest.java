package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.config.Log;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {
    private final Stderr stderr = new Stderr();
    private final AtomicInteger relieved = new AtomicInteger();
    private boolean full = true;

    private final MemoryGuard guard = new MemoryGuard(
            stderr.console(Log.SUSPECTS, text -> {
                if (full) {
                    throw new OutOfMemoryError("in the console");
                }
            }),
            relieved::incrementAndGet);

    private final Runnable failing = () -> {
        if (full) {
            throw new OutOfMemoryError("Java heap space");
        }
    };

    @Test
    void goesOnAndDropsWhatItCan() {
        guard.run(failing);
        guard.run(() -> {
            throw new ExceptionInInitializerError(new OutOfMemoryError("while a class was initialized"));
        });

        assertThat(relieved).hasValue(2);
    }

    @Test
    void reportsItOnceAsSoonAsThereIsMemoryAgain() {
        guard.run(failing);
        guard.run(() -> {});
        assertThat(stderr.lines()).as("the console fails as well").isEmpty();

        full = false;
        guard.run(failing);
        full = true;
        guard.run(failing);
        full = false;
        guard.run(failing);

        assertThat(stderr.lines()).containsExactly("sockspan: " + MemoryGuard.LINE);
    }

    @Test
    void letsOtherErrorsPass() {
        assertThatThrownBy(() -> guard.run(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("a bug");
        assertThat(relieved).hasValue(0);
    }
}
