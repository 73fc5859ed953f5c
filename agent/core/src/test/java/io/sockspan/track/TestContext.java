package io.sockspan.track;

import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.kernel.Proc;
import java.io.File;
import java.util.List;

/** The surroundings of a socket that no tracker follows. */
final class TestContext {
    private TestContext() {}

    /** Nobody is informed, and the kernel says nothing. */
    static TrackingContext unobserved() {
        TrackSettings settings = new TrackSettings(1, 1, 1, 64, true, 0);
        Proc none = new Proc(new File("/nonexistent"));
        return new TrackingContext(
                settings, TestSnapshots.clock(0), TestRecorder.recording(), new FakeKernel(), none, List.of());
    }
}
