package io.sockspan.report;

import io.sockspan.stack.CallStack;
import io.sockspan.track.SocketSnapshot;

/** Describes how one socket was opened, with the whole stack. Pure functions; times passed in are {@link System#nanoTime()} values. */
final class SocketText {
    private static final String FRAME_INDENT = "      ";

    private SocketText() {}

    /** Who opened the socket, when and where; for a socket that is older than the agent, the first call that used it since. */
    static String beginning(SocketSnapshot socket, long now) {
        if (!socket.adopted) {
            String opened = "Opened " + Times.age(now - socket.openedAt) + " ago";
            return paragraph(opened, socket.thread, socket.openedBy, "its stack was not taken");
        }
        String origin =
                socket.nativeCode ? "Opened by native code, more than " : "Opened before the agent came, more than ";
        return origin + Times.age(socket.age(now)) + " ago.\n"
                + paragraph("First used since", socket.firstUser, socket.firstUsedBy, "not at all, as far as was seen");
    }

    private static String paragraph(String what, String thread, CallStack stack, String without) {
        String head = what + (thread == null ? "" : " by thread \"" + Names.clean(thread) + "\"");
        if (stack == null) {
            return head + ": " + without + ".\n";
        }
        StringBuilder text = new StringBuilder(head).append(" at\n");
        for (StackTraceElement frame : stack.frames()) {
            text.append(FRAME_INDENT).append(Names.frame(frame)).append('\n');
        }
        return text.toString();
    }
}
