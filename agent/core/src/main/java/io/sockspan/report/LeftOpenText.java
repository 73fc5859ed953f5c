package io.sockspan.report;

import io.sockspan.owners.Finding;
import io.sockspan.owners.Findings;
import io.sockspan.stack.CallStack;
import io.sockspan.stack.FrameName;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes the sockets that a test left open to the reader of its failure: their condition, the line that opened them, their history, and
 * the remedy. Sockets with the same opening stack and state share one block.
 */
public final class LeftOpenText {
    private static final String INDENT = "  ";
    private static final int FRAMES = 8;
    private static final int LIBRARY_FRAMES = 3;

    private final int width;
    /** Null if nobody searched for holders. */
    private final Findings findings;

    private final boolean canBeAllowed;

    /**
     * @param width columns for sentences; stack frames may be wider
     * @param findings who holds the sockets; null if nobody searched for holders
     * @param canBeAllowed whether {@code @AllowSockets} would allow them, as the JUnit extension reads it and an assertion does not
     */
    public LeftOpenText(int width, Findings findings, boolean canBeAllowed) {
        this.width = width;
        this.findings = findings;
        this.canBeAllowed = canBeAllowed;
    }

    /**
     * @param now {@link System#nanoTime()}
     * @return blocks with an empty line between them, without a line feed at the end
     */
    public String render(List<SocketSnapshot> sockets, long now) {
        List<String> blocks = new ArrayList<>();
        for (List<SocketSnapshot> group : groups(sockets)) {
            blocks.add(block(SocketGroup.leftOpen(group), now));
        }
        return String.join("\n\n", blocks);
    }

    private static Collection<List<SocketSnapshot>> groups(List<SocketSnapshot> sockets) {
        Map<List<Object>, List<SocketSnapshot>> groups = new LinkedHashMap<>();
        for (SocketSnapshot socket : sockets) {
            groups.computeIfAbsent(condition(socket), condition -> new ArrayList<>())
                    .add(socket);
        }
        return groups.values();
    }

    private static List<Object> condition(SocketSnapshot socket) {
        return Arrays.asList(
                socket.role,
                socket.state,
                socket.waiting > 0,
                socket.collected,
                socket.closing,
                socket.isOpen(),
                socket.openedBy == null ? null : socket.openedBy.userFrames());
    }

    private String block(SocketGroup group, long now) {
        SocketSnapshot example = group.example();
        StringBuilder text =
                new StringBuilder("LEAK: ").append(Headline.of(group)).append('\n');
        say(text, Circumstances.of(group, now));
        String opened = (group.count == 1 ? "Socket " : "For example socket ") + example.id + ", "
                + StackText.opened(example, now);
        if (StackText.isKnown(example)) {
            say(text, opened + " at");
            frames(text, example.openedBy);
        } else {
            say(text, opened + "; its stack was not taken.");
        }
        holder(text, example);
        if (!example.transitions.isEmpty()) {
            say(text, "Its states since then, how long each lasted, and how that is known:");
            new HistoryText(width).states(text, example);
        }
        advice(text, group);
        return text.substring(0, text.length() - 1);
    }

    /** A local variable of the test, or the test's own object, is no news. */
    private void holder(StringBuilder text, SocketSnapshot example) {
        Finding finding = findings == null ? null : findings.bySocket.get(example.id);
        if (finding != null && finding.holder != null && finding.holder.isLasting()) {
            say(text, "It is held by " + Names.clean(finding.holder.brief()) + ".");
        }
    }

    private static void frames(StringBuilder text, CallStack stack) {
        List<StackTraceElement> own = own(stack);
        int theirs = own.indexOf(place(stack));
        // An unknown library can be deep; what counts is the line that called it.
        int head = theirs <= LIBRARY_FRAMES + 1 ? theirs : LIBRARY_FRAMES;
        if (theirs > 0) {
            StackText.append(text, own.subList(0, theirs), false, head);
        } else if (stack.isUsersOwn() && stack.libraryEntry() != null) {
            text.append(StackText.INDENT)
                    .append(Names.frame(stack.libraryEntry()))
                    .append('\n');
        }
        List<StackTraceElement> all = stack.userFrames();
        int shown = Math.min(FRAMES, own.size() - theirs);
        StackText.append(text, all.subList(theirs, all.size()), false, shown);
    }

    /** The frames of the test, without the frames that called the test. */
    private static List<StackTraceElement> own(CallStack stack) {
        List<StackTraceElement> frames = stack.userFrames();
        int own = 0;
        while (own < frames.size() && !isRunner(frames.get(own))) {
            own++;
        }
        return own == 0 ? frames : frames.subList(0, own);
    }

    /**
     * The innermost frame of the code under test, as opposed to a library that it calls: of the packages that begin like the outermost
     * frame's. The innermost frame of all if the outermost one is the JDK's, as on a pool's threads.
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

    /** Whether the frame belongs to the code that called the test. */
    private static boolean isRunner(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("org.junit.")
                || name.startsWith("org.testng.")
                || name.startsWith("org.spockframework.")
                || name.startsWith("java.lang.reflect.")
                || name.startsWith("jdk.internal.reflect.")
                || name.startsWith("sun.reflect.");
    }

    private void advice(StringBuilder text, SocketGroup group) {
        String remedy = Remedy.inTest(group);
        SocketSnapshot example = group.example();
        if (!StackText.isKnown(example)) {
            say(text, remedy + ".");
            return;
        }
        if (!canBeAllowed) {
            say(text, remedy + " on that path.");
            return;
        }
        say(text, remedy + " on that path, or allow it:");
        String opener = FrameName.plainClass(place(example.openedBy).getClassName());
        text.append(StackText.INDENT)
                .append("@AllowSockets(reason = \"...\", openedBy = \"")
                .append(opener)
                .append("\")\n");
    }

    private void say(StringBuilder text, String sentence) {
        Words.wrap(text, INDENT, sentence, width);
    }
}
