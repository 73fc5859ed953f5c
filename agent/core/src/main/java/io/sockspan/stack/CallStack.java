package io.sockspan.stack;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The frames that led to a JDK socket call, outermost last. Immutable and shared: one object for each distinct call path.
 *
 * <p>The agent's own frames are not in it. {@link #userFrame()} is the line that a person wants to read first; {@link OpeningLine} selects
 * it.
 */
public final class CallStack {
    private final List<StackTraceElement> frames;
    private final OpeningLine line;
    private final boolean isWhole;

    /** @param isWhole see {@link #isWhole()} */
    public CallStack(StackTraceElement[] frames, boolean isWhole) {
        this.isWhole = isWhole;
        this.frames = Collections.unmodifiableList(Arrays.asList(frames));
        this.line = OpeningLine.of(this.frames);
    }

    /** All frames, the JDK's included, innermost first. */
    public List<StackTraceElement> frames() {
        return frames;
    }

    /** Whether its last frame is where the thread began; false if the stack may have been cut at the greatest depth. */
    public boolean isWhole() {
        return isWhole;
    }

    /** The frames from {@link #userFrame()} outwards, without the inner frames between the user's call and the socket. */
    public List<StackTraceElement> userFrames() {
        return frames.subList(Math.max(0, line.index), frames.size());
    }

    /** The frame that represents this stack in reports; null if there is none. */
    public StackTraceElement userFrame() {
        return line.index < 0 ? null : frames.get(line.index);
    }

    /** Whether {@link #userFrame()} is the application's own code, as far as known: neither the JDK's nor a known library's. */
    public boolean isUsersOwn() {
        return line.ofApplication;
    }

    /** The library that opened the socket for {@link #userFrame()}, such as {@code OkHttp}; null if there was none. */
    public String library() {
        return line.library;
    }

    /** The outermost frame of that library; null if there is no library, or it is a part of the JDK. */
    public StackTraceElement libraryEntry() {
        return line.libraryEntry < 0 ? null : frames.get(line.libraryEntry);
    }
}
