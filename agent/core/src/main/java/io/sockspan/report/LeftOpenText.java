package io.sockspan.report;

import io.sockspan.leak.FrameName;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.CallStack;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells sockets that a test has left open to the one who reads its failure: what is seen, on which line it began, how it went on, and
 * what to do about it. Sockets that were opened on the same path and are in the same state are one block.
 */
public final class LeftOpenText {
    private static final String INDENT = "  ";
    private static final String FRAME_INDENT = "      ";
    private static final int FRAMES = 8;
    private static final int LIBRARY_FRAMES = 3;

    private final int width;

    /** @param width columns that sentences keep to; stack frames may pass it */
    public LeftOpenText(int width) {
        this.width = width;
    }

    /**
     * @param now {@link System#nanoTime()}
     * @return blocks divided by empty lines, without a line feed at the end
     */
    public String render(List<SocketSnapshot> sockets, long now) {
        List<String> blocks = new ArrayList<>();
        for (List<SocketSnapshot> group : groups(sockets)) {
            blocks.add(block(group, now));
        }
        return String.join("\n\n", blocks);
    }

    private static Collection<List<SocketSnapshot>> groups(List<SocketSnapshot> sockets) {
        Map<List<Object>, List<SocketSnapshot>> groups = new LinkedHashMap<>();
        for (SocketSnapshot socket : sockets) {
            groups.computeIfAbsent(kind(socket), kind -> new ArrayList<>()).add(socket);
        }
        return groups.values();
    }

    private static List<Object> kind(SocketSnapshot socket) {
        return Arrays.asList(
                socket.role,
                socket.state,
                socket.waiting > 0,
                socket.collected,
                socket.closing,
                socket.isOpen(),
                socket.openedBy == null ? null : socket.openedBy.userFrames());
    }

    private String block(List<SocketSnapshot> group, long now) {
        SocketSnapshot example = group.get(0);
        StringBuilder text = new StringBuilder("LEAK: ")
                .append(who(group))
                .append(fate(example))
                .append('\n');
        say(text, circumstances(example, now));
        String opened = (group.size() == 1 ? "Socket " : "For example socket ") + example.id + ", opened "
                + Times.age(now - example.openedAt) + " ago"
                + (example.thread == null ? "" : " by thread \"" + Names.clean(example.thread) + "\"");
        if (hasStack(example)) {
            say(text, opened + " at");
            frames(text, example.openedBy);
        } else {
            say(text, opened + "; its stack was not taken.");
        }
        if (!example.transitions.isEmpty()) {
            say(text, "Its states since then, how long each lasted, and how that is known:");
            new LifeText(width).states(text, example);
        }
        advice(text, example);
        return text.substring(0, text.length() - 1);
    }

    private static String who(List<SocketSnapshot> group) {
        switch (group.get(0).role) {
            case CLIENT:
                return Words.count(group.size(), "client connection") + ends(" to ", group);
            case SERVER:
                return Words.count(group.size(), "server connection") + ends(" accepted on ", group);
            case LISTENER:
                return Words.count(group.size(), "listener") + ends(" on ", group);
            default:
                return Words.count(group.size(), "socket");
        }
    }

    private static String ends(String preposition, List<SocketSnapshot> group) {
        Set<String> ends = new LinkedHashSet<>();
        for (SocketSnapshot socket : group) {
            String end = socket.role == Role.CLIENT ? Names.peer(socket) : Names.end(socket.local);
            if (!end.equals("-")) {
                ends.add(end);
            }
        }
        if (ends.isEmpty()) {
            return "";
        }
        int others = ends.size() - 1;
        return preposition + ends.iterator().next() + (others == 0 ? "" : " and " + Words.count(others, "other"));
    }

    private static String fate(SocketSnapshot example) {
        if (example.collected) {
            return " dropped without close()";
        }
        if (example.closing) {
            return " closed but not released";
        }
        switch (example.role) {
            case LISTENER:
                return " still listening";
            case UNCONNECTED:
                return " open and never connected";
            default:
                if (example.errorType != null && example.state == TcpState.CLOSED) {
                    return " kept after " + example.errorType;
                }
                return " left open in " + Names.state(example) + (example.waiting > 0 ? " with unread bytes" : "");
        }
    }

    private static String circumstances(SocketSnapshot example, long now) {
        String ago = Times.age(now - example.since) + " ago";
        if (example.collected) {
            return example.isOpen()
                    ? "Its owner was garbage-collected; the descriptor is still open, and nobody can close it any more."
                    : "Its owner was garbage-collected, and only then did the JDK close it; that can take any time.";
        }
        if (example.closing) {
            return "close() was called; the descriptor stays open until the selector that the channel is registered with"
                    + " selects again or is closed.";
        }
        if (example.role == Role.LISTENER) {
            return "close() was not called"
                    + (example.waiting > 0
                            ? "; " + Words.count(example.waiting, "connection") + " in its accept queue."
                            : ".");
        }
        if (example.role == Role.UNCONNECTED) {
            return "The descriptor was created; neither connect() nor close() followed.";
        }
        if (example.waiting > 0) {
            return Words.count(example.waiting, "byte")
                    + " in the receive buffer, which nobody has read; close() was not called.";
        }
        switch (example.state) {
            case CLOSE_WAIT:
                return "The peer closed " + ago + "; close() was not called here.";
            case SYN_SENT:
                return "connect() began " + ago + " and has no answer; close() was not called.";
            case FIN_WAIT_1:
            case FIN_WAIT_2:
                return "The output was shut down " + ago
                        + "; the peer has not ended its side, and close() was not called here.";
            case CLOSED:
            case TIME_WAIT:
                return "The connection was over " + ago + "; close() was not called here.";
            default:
                return "Neither side has closed it.";
        }
    }

    private static void frames(StringBuilder text, CallStack stack) {
        List<StackTraceElement> own = own(stack);
        int theirs = own.indexOf(place(stack));
        // A library can be deep; what counts is the line that called it.
        int head = theirs <= LIBRARY_FRAMES + 1 ? theirs : LIBRARY_FRAMES;
        frames(text, own.subList(0, head));
        more(text, theirs - head);
        // The line that says how many are missing takes as much room as one that is missing.
        int left = own.size() - theirs;
        int shown = left <= FRAMES + 1 ? left : FRAMES;
        frames(text, own.subList(theirs, theirs + shown));
        more(text, stack.userFrames().size() - theirs - shown);
    }

    private static void frames(StringBuilder text, List<StackTraceElement> frames) {
        for (StackTraceElement frame : frames) {
            text.append(FRAME_INDENT).append(Names.frame(frame)).append('\n');
        }
    }

    private static void more(StringBuilder text, int count) {
        if (count > 0) {
            text.append(FRAME_INDENT).append("... ").append(count).append(" more\n");
        }
    }

    /** What the test does, without how it was called. */
    private static List<StackTraceElement> own(CallStack stack) {
        List<StackTraceElement> frames = stack.userFrames();
        int own = 0;
        while (own < frames.size() && !isRunner(frames.get(own))) {
            own++;
        }
        return own == 0 ? frames : frames.subList(0, own);
    }

    /**
     * The innermost frame of the code that the test is of, and not of a library that it calls: of the packages that begin like the
     * outermost one's. The innermost of all where that is the JDK's, as on threads of a pool.
     */
    private static StackTraceElement place(CallStack stack) {
        List<StackTraceElement> own = own(stack);
        String root = root(own.get(own.size() - 1).getClassName());
        for (StackTraceElement frame : own) {
            if (!root.equals("java.util.")
                    && !root.equals("java.lang.")
                    && frame.getClassName().startsWith(root)) {
                return frame;
            }
        }
        return own.get(0);
    }

    /** {@code com.acme.} for {@code com.acme.orders.OrdersTest}, {@code shop.} for {@code shop.OrdersTest}. */
    private static String root(String className) {
        int first = className.indexOf('.');
        int second = className.indexOf('.', first + 1);
        return className.substring(0, Math.max(first, second) + 1);
    }

    /** Whether this is how the test was called, and not what it does. */
    private static boolean isRunner(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("org.junit.")
                || name.startsWith("org.testng.")
                || name.startsWith("org.spockframework.")
                || name.startsWith("java.lang.reflect.")
                || name.startsWith("jdk.internal.reflect.")
                || name.startsWith("sun.reflect.");
    }

    private void advice(StringBuilder text, SocketSnapshot example) {
        String remedy = remedy(example);
        if (!hasStack(example)) {
            say(text, remedy.replaceAll(",$", "") + ".");
            return;
        }
        say(text, remedy + " on that path, or allow it:");
        String opener = FrameName.plainClass(place(example.openedBy).getClassName());
        text.append(FRAME_INDENT)
                .append("@AllowSockets(reason = \"...\", openedBy = \"")
                .append(opener)
                .append("\")\n");
    }

    private static String remedy(SocketSnapshot example) {
        // The garbage collector may have closed it since; that has no selector to wait for.
        if (example.closing && !example.collected) {
            return "Let the selector select after close()";
        }
        return example.role == Role.CLIENT && example.waiting > 0 ? "Read to the end, or close it," : "Close it";
    }

    private static boolean hasStack(SocketSnapshot socket) {
        return socket.openedBy != null && socket.openedBy.userFrame() != null;
    }

    private void say(StringBuilder text, String sentence) {
        Words.wrap(text, INDENT, sentence, width);
    }
}
