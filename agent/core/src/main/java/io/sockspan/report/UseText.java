package io.sockspan.report;

import io.sockspan.track.CloseCall;
import io.sockspan.track.SocketSnapshot;
import io.sockspan.track.SocketUse;
import java.util.List;

/** Says which thread used or closed a socket. Pure functions. */
final class UseText {
    private static final int SHORTEST_PLACE = 12;

    private UseText() {}

    /** The one of the sockets that was used last, as far as it was recorded; null if no use was. */
    static SocketSnapshot lastUsed(List<SocketSnapshot> sockets) {
        SocketSnapshot last = null;
        for (SocketSnapshot socket : sockets) {
            if (socket.lastUse != null && (last == null || socket.lastUse.at - last.lastUse.at > 0)) {
                last = socket;
            }
        }
        return last;
    }

    /** Whether there is a line of code to name. */
    static boolean hasLine(SocketSnapshot socket) {
        return socket.lastUse.stack.userFrame() != null;
    }

    /** A sentence that ends with {@code at} if there is a line of code to name. */
    static String of(SocketSnapshot socket, long now) {
        SocketUse use = socket.lastUse;
        String when = "Last use seen: " + Times.age(now - use.at) + " ago " + thread(use.thread);
        String end = hasLine(socket) ? " at" : ".";
        switch (use.kind) {
            case READ:
                return when + " read from " + socket.id + end;
            case WRITE:
                return when + " wrote to " + socket.id + end;
            default:
                return when + " read the end of " + socket.id + "'s stream" + end;
        }
    }

    /** {@code close() by thread "main" at shop.Client.abort:31}, in that many columns. */
    static String closing(CloseCall call, int width) {
        String by = closer(call);
        if (call.stack.userFrame() == null) {
            return by;
        }
        return by + " at "
                + Names.shortenPlace(
                        Names.place(call.stack.userFrame()), Math.max(SHORTEST_PLACE, width - by.length() - 4));
    }

    private static String closer(CloseCall call) {
        if (!call.byInterrupt) {
            return "close() by " + thread(call.thread);
        }
        String interrupted = thread(call.interrupted);
        return call.interrupterKnown
                ? "closed as " + thread(call.thread) + " interrupted " + interrupted
                : "closed as " + interrupted + " came to use it interrupted,";
    }

    private static String thread(String name) {
        return name == null ? "a thread without a name" : "thread \"" + Names.clean(name) + "\"";
    }
}
