package io.sockspan.track;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The frames that led to a JDK socket call, outermost last. Immutable and shared: one object for each distinct call path.
 *
 * <p>The agent's own frames are not in it. {@link #userFrame()} is the first frame outside the JDK's socket code, the line that a
 * person wants to see first.
 */
public final class CallStack {
    private final List<StackTraceElement> frames;
    private final int userFrame;

    CallStack(StackTraceElement[] frames, int userFrame) {
        this.frames = Collections.unmodifiableList(Arrays.asList(frames));
        this.userFrame = userFrame;
    }

    /** All frames, the JDK's included, innermost first. */
    public List<StackTraceElement> frames() {
        return frames;
    }

    /** The frames from {@link #userFrame()} outwards: without the JDK's frames that lead from the user's call to the socket. */
    public List<StackTraceElement> userFrames() {
        return frames.subList(userFrame, frames.size());
    }

    /** The innermost frame that is not the JDK's; the innermost of all where every frame is the JDK's; null if there is none. */
    public StackTraceElement userFrame() {
        return frames.isEmpty() ? null : frames.get(Math.min(userFrame, frames.size() - 1));
    }
}
