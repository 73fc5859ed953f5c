package io.sockspan.report;

import io.sockspan.stack.FrameOwner;
import io.sockspan.track.CallStack;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Who opened a socket, and the lines of code that lead there: how a library was entered, then the application's own frames. What lies
 * between them is counted. Pure functions.
 */
final class StackText {
    static final String INDENT = "      ";

    private StackText() {}

    /** Whether there is a line of code to name. */
    static boolean isKnown(SocketSnapshot socket) {
        return socket.openedBy != null && socket.openedBy.userFrame() != null;
    }

    /** {@code opened 14m02s ago by OkHttp, for shop.Prices.load:41, by thread "main"}. */
    static String opened(SocketSnapshot socket, long now) {
        return "opened " + Times.age(now - socket.openedAt) + " ago" + opener(socket.openedBy, socket.thread);
    }

    /** {@code by OkHttp, for shop.Prices.load:41, by thread "main"}, with a blank in front; what is not known is left out. */
    static String opener(CallStack stack, String thread) {
        String library = library(stack);
        return library + (library.isEmpty() || thread == null ? "" : ",") + thread(thread);
    }

    /** Empty if the application opened it itself. */
    private static String library(CallStack stack) {
        if (stack == null || stack.library() == null) {
            return "";
        }
        return " by " + stack.library() + (stack.isUsersOwn() ? ", for " + Names.place(stack.userFrame()) : "");
    }

    private static String thread(String name) {
        return name == null ? "" : " by thread \"" + Names.clean(name) + "\"";
    }

    /**
     * Appends a line for each frame that is shown.
     *
     * @param most how many of the application's own frames to show
     */
    static void append(StringBuilder text, CallStack stack, int most) {
        StackTraceElement entry = stack.libraryEntry();
        if (entry != null && stack.isUsersOwn()) {
            line(text, Names.frame(entry));
        }
        append(text, stack.userFrames(), stack.isUsersOwn(), most);
    }

    /** The same for a part of a stack, whose first frame is shown in any case. */
    static void append(StringBuilder text, List<StackTraceElement> frames, boolean ownOnly, int most) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < frames.size() && shown.size() <= most; i++) {
            if (i == 0 || !ownOnly || FrameOwner.of(frames.get(i)) == FrameOwner.APPLICATION) {
                shown.add(i);
            }
        }
        // The line that says how many are missing takes as much room as one that is missing.
        boolean allButOne = shown.size() == most + 1 && shown.get(most) == frames.size() - 1;
        if (shown.size() > most && !allButOne) {
            shown.remove(most);
        }
        int next = 0;
        for (int position : shown) {
            skipped(text, frames, next, position);
            line(text, Names.frame(frames.get(position)));
            next = position + 1;
        }
        skipped(text, frames, next, frames.size());
    }

    private static void skipped(StringBuilder text, List<StackTraceElement> frames, int from, int to) {
        if (to - from == 1) {
            line(text, Names.frame(frames.get(from)));
        } else if (to > from) {
            line(text, "... " + (to - from) + " more");
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(INDENT).append(line).append('\n');
    }
}
