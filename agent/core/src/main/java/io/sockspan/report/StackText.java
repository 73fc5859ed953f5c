package io.sockspan.report;

import io.sockspan.stack.CallStack;
import io.sockspan.stack.FrameOwner;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes who opened a socket and the lines of code that led there: the call that entered a library, then the application's own frames.
 * Frames between them are only counted. Pure functions.
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

    /** {@code by OkHttp, for shop.Prices.load:41, by thread "main"}, with a leading blank; unknown parts are left out. */
    static String opener(CallStack stack, String thread) {
        String library = library(stack);
        return library + (library.isEmpty() || thread == null ? "" : ",") + thread(thread);
    }

    /** Empty if the application opened the socket itself. */
    private static String library(CallStack stack) {
        if (stack == null || stack.library() == null) {
            return "";
        }
        return " by " + stack.library() + (stack.isUsersOwn() ? ", for " + Names.place(stack.userFrame()) : "");
    }

    /** Whether a library opened the socket on a thread that is not the caller's, so that the whole stack says nothing of who asked for it. */
    static boolean isOnAThreadOfALibrary(CallStack stack) {
        List<StackTraceElement> frames = stack.frames();
        return stack.isWhole()
                && stack.library() != null
                && !stack.isUsersOwn()
                && frames.get(frames.size() - 1).getMethodName().equals("run");
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

    /** The same for a part of a stack, whose first frame is always shown. */
    static void append(StringBuilder text, List<StackTraceElement> frames, boolean ownOnly, int most) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < frames.size() && shown.size() <= most; i++) {
            if (i == 0 || !ownOnly || FrameOwner.of(frames.get(i)) == FrameOwner.APPLICATION) {
                shown.add(i);
            }
        }
        // A line that counts one missing frame would take as much room as that frame.
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
