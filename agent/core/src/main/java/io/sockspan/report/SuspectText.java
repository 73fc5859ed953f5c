package io.sockspan.report;

import io.sockspan.leak.Announcer;
import io.sockspan.leak.FrameName;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.CallStack;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a suspect to a person: what is seen, on which line of code it began, and what to do about it. Immutable; times in are
 * {@link System#nanoTime()} values.
 */
public final class SuspectText implements Announcer.Wording {
    private static final String INDENT = "  ";
    private static final String FRAME_INDENT = "      ";
    private static final int FRAMES = 5;
    private static final int LONGEST_PEER = 48;

    private final int width;

    /** @param width columns that sentences keep to; stack frames may pass it */
    public SuspectText(int width) {
        this.width = width;
    }

    @Override
    public String accusation(Suspect suspect, long now) {
        StringBuilder text = new StringBuilder();
        text.append(suspect.kind == LeakKind.DROPPED ? "LEAK " : "SUSPECTED LEAK ")
                .append(suspect.fingerprint);
        if (suspect.kind == LeakKind.DESCRIPTORS) {
            descriptors(text.append(": "), suspect.detail.split("\n"));
        } else {
            Words.wrap(text, "", ": " + headline(suspect), Integer.MAX_VALUE);
            say(text, circumstances(suspect, now));
            doubts(text, suspect);
            example(text, suspect.sockets.get(0), now);
            advice(text, suspect);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public String retraction(Suspect suspect, long now) {
        return "RETRACTED " + suspect.fingerprint + ": nothing is held against it any more (" + suspect.kind.label()
                + "; " + suspect.total + " accused so far, " + suspect.retracted + " of them ended well)";
    }

    private void descriptors(StringBuilder text, String[] facts) {
        text.append(facts[0]).append('\n');
        if (facts.length > 1) {
            say(text, "Most sockets are held by");
        }
        for (int i = 1; i < facts.length; i++) {
            text.append(FRAME_INDENT).append(facts[i]).append('\n');
        }
        say(text, "Close what is not in use; if all of it is, raise the limit (ulimit -n).");
    }

    private static String headline(Suspect suspect) {
        switch (suspect.kind) {
            case DROPPED:
                return who(suspect) + " dropped without close()";
            case NEVER_CONNECTED:
                return who(suspect)
                        + (failed(suspect)
                                ? " kept after a failed connect"
                                : isAdopted(suspect) ? " without a connection" : " never connected");
            case UNRELEASED:
                return who(suspect) + " closed but not released";
            case BACKLOG:
                return who(suspect) + " with an accept queue that is not emptied";
            case UNREAD:
                return who(suspect) + states(suspect) + " with unread bytes";
            case IDLE:
                return who(suspect) + states(suspect) + " and idle";
            default:
                return who(suspect) + states(suspect);
        }
    }

    /** {@code 7 client connections to db-3:5432}. */
    private static String who(Suspect suspect) {
        SocketSnapshot example = suspect.sockets.get(0);
        switch (example.role) {
            case CLIENT:
                String noun = suspect.kind == LeakKind.NEVER_CONNECTED ? "client socket" : "client connection";
                return Words.count(suspect.count, noun) + ends(" to ", suspect);
            case SERVER:
                return Words.count(suspect.count, "server connection") + ends(" accepted on ", suspect);
            case LISTENER:
                return Words.count(suspect.count, "listener") + ends(" on ", suspect);
            default:
                return Words.count(suspect.count, "socket");
        }
    }

    private static String ends(String preposition, Suspect suspect) {
        Set<String> ends = new LinkedHashSet<>();
        for (SocketSnapshot socket : suspect.sockets) {
            if (socket.role == Role.CLIENT
                    ? socket.remote != null || socket.serverName != null
                    : socket.local != null) {
                ends.add(socket.role == Role.CLIENT ? Names.peer(socket) : Names.end(socket.local));
            }
        }
        if (ends.isEmpty()) {
            return "";
        }
        String first = Names.shorten(ends.iterator().next(), LONGEST_PEER);
        int others = ends.size() - 1;
        return preposition + first + (others == 0 ? "" : " and " + Words.count(others, "other"));
    }

    /** {@code in CLOSE_WAIT}, or {@code in CLOSE_WAIT (5) and CLOSED (2)}. */
    private static String states(Suspect suspect) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (SocketSnapshot socket : suspect.sockets) {
            counts.merge(Names.state(socket), 1, Integer::sum);
        }
        if (counts.size() == 1) {
            return " in " + counts.keySet().iterator().next();
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((state, count) -> parts.add(state + " (" + count + ")"));
        return " in " + String.join(" and ", parts);
    }

    private static String circumstances(Suspect suspect, long now) {
        SocketSnapshot example = suspect.sockets.get(0);
        String lasted = (isFoundSo(suspect) ? "more than " : "") + Times.age(now - suspect.since);
        String limit = " (limit " + Times.setting(suspect.limit) + ")";
        String ago = lasted + " ago" + limit;
        switch (suspect.kind) {
            case CLOSE_WAIT:
                return peerEnded(example) + ago + "; close() was not called here.";
            case UNREAD:
                return (example.waiting > 0 ? Words.count(example.waiting, "byte") : "Bytes")
                        + " in the receive buffer, unread for " + lasted + limit
                        + "; the peer's FIN may wait behind them.";
            case DROPPED:
                return dropped(suspect, lasted);
            case NEVER_CONNECTED:
                return failed(suspect)
                        ? "connect() failed " + ago + " with " + example.errorType + "; close() was not called."
                        : isAdopted(suspect)
                                ? "It was found " + Times.age(now - suspect.since) + " ago" + limit
                                        + ": it has never connected, or its connection is over; close() was not called since."
                                : "The descriptor was created " + ago + "; neither connect() nor close() followed.";
            case UNRELEASED:
                return "close() was called " + ago
                        + "; the descriptor stays open until the selector that the channel is"
                        + " registered with selects again.";
            case HALF_CLOSED:
                return "The output was shut down and the peer acknowledged it " + ago
                        + "; the peer did not end its side, and close() was not called here.";
            case CONNECTING:
                return "connect() began " + ago + " and has no answer"
                        + (example.synRetransmits > 0
                                ? "; the SYN was sent again " + times(example.synRetransmits) + "."
                                : ".");
            case BACKLOG:
                return queue(example) + lasted + limit + ".";
            case IDLE:
                return "Nothing went in either direction for " + lasted + limit + "; close() was not called here.";
            default:
                throw new IllegalArgumentException(suspect.kind.label());
        }
    }

    private static boolean isAdopted(Suspect suspect) {
        return suspect.sockets.get(0).adopted;
    }

    /** Whether the condition held already when the socket was found. */
    private static boolean isFoundSo(Suspect suspect) {
        SocketSnapshot example = suspect.sockets.get(0);
        return example.isFoundInState() && suspect.kind != LeakKind.DROPPED;
    }

    private static String peerEnded(SocketSnapshot example) {
        for (Transition transition : example.transitions) {
            if (transition.to == TcpState.CLOSE_WAIT) {
                return "The peer closed ";
            }
        }
        if (example.state == TcpState.CLOSE_WAIT) {
            return "The peer closed ";
        }
        if (example.resetBy == ResetBy.REMOTE) {
            return "The peer reset the connection ";
        }
        return example.resetBy == null ? "Both sides ended the connection " : "The connection was reset ";
    }

    private static String dropped(Suspect suspect, String lasted) {
        return collected(suspect, lasted) + peersClosed(suspect);
    }

    private static String collected(Suspect suspect, String lasted) {
        long open = suspect.sockets.stream().filter(SocketSnapshot::isOpen).count();
        long closed = suspect.count - open;
        if (suspect.count == 1) {
            return "Its owner was garbage-collected " + lasted + " ago without close(); "
                    + (open == 1 ? "the descriptor is still open." : "the JDK then closed it.");
        }
        String fate = open == 0
                ? "the JDK then closed them."
                : closed == 0
                        ? "their descriptors are still open."
                        : Words.count(open, "descriptor") + (open == 1 ? " is" : " are")
                                + " still open, the JDK closed " + closed + ".";
        return "Their owners were garbage-collected without close(), the first " + lasted + " ago; " + fate;
    }

    /** A peer that has closed waits for a FIN that will never be sent. */
    private static String peersClosed(Suspect suspect) {
        Set<String> states = new LinkedHashSet<>();
        int closed = 0;
        for (SocketSnapshot socket : suspect.sockets) {
            if (socket.isOpen() && socket.state == TcpState.CLOSE_WAIT) {
                closed++;
                states.add(Names.state(socket));
            }
        }
        if (closed == 0) {
            return "";
        }
        String whose = suspect.count == 1
                ? "Its peer has"
                : closed == 1 ? "The peer of 1 has" : "The peers of " + closed + " have";
        return " " + whose + " closed (" + String.join(", ", states) + ").";
    }

    private static String queue(SocketSnapshot listener) {
        if (listener.backlog > 0 && listener.waiting >= listener.backlog) {
            return "The accept queue is full, " + listener.waiting + " waiting in a queue of " + listener.backlog
                    + ", and has been" + " for ";
        }
        return (listener.waiting > 0 ? Words.count(listener.waiting, "connection") : "Connections")
                + " in the accept queue, and none accepted for ";
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    private static boolean failed(Suspect suspect) {
        return suspect.sockets.get(0).errorType != null;
    }

    private void doubts(StringBuilder text, Suspect suspect) {
        boolean inferred = suspect.sockets.stream().anyMatch(socket -> socket.evidence == Evidence.INFERRED);
        boolean told = headline(suspect).contains(states(suspect))
                || suspect.kind == LeakKind.DROPPED && peersClosed(suspect).contains("?");
        if (inferred && told) {
            say(text, "A state with a question mark was inferred: the kernel was not asked or did not answer.");
        }
        if (suspect.retracted > 0) {
            say(
                    text,
                    "Of " + suspect.total + " accused so far, " + suspect.retracted
                            + " ended well and were taken back.");
        }
        if (suspect.detail != null) {
            say(text, suspect.detail);
        }
    }

    private void example(StringBuilder text, SocketSnapshot example, long now) {
        if (example.adopted) {
            adopted(text, example, now);
            return;
        }
        String opened = "For example " + example.id + ", opened " + Times.age(now - example.openedAt) + " ago"
                + (example.thread == null ? "" : " by thread \"" + Names.clean(example.thread) + "\"");
        if (!hasStack(example)) {
            say(text, opened + "; its stack was not taken.");
            return;
        }
        say(text, opened + " at");
        frames(text, example.openedBy);
    }

    /** Nobody saw who opened it; who uses it is the next best. */
    private void adopted(StringBuilder text, SocketSnapshot example, long now) {
        String found = "For example " + example.id + ", opened before the agent came, more than "
                + Times.age(now - example.openedAt) + " ago";
        if (example.firstUsedBy == null || example.firstUsedBy.userFrame() == null) {
            say(text, found + "; it was not used since, as far as was seen.");
            return;
        }
        String thread = example.firstUser == null ? "" : " by thread \"" + Names.clean(example.firstUser) + "\"";
        say(text, found + "; first used since" + thread + " at");
        frames(text, example.firstUsedBy);
    }

    private static void frames(StringBuilder text, CallStack stack) {
        List<StackTraceElement> frames = stack.userFrames();
        // The line that says how many are missing takes as much room as one that is missing.
        int shown = frames.size() <= FRAMES + 1 ? frames.size() : FRAMES;
        for (StackTraceElement frame : frames.subList(0, shown)) {
            text.append(FRAME_INDENT).append(Names.frame(frame)).append('\n');
        }
        if (shown < frames.size()) {
            text.append(FRAME_INDENT)
                    .append("... ")
                    .append(frames.size() - shown)
                    .append(" more\n");
        }
    }

    private void advice(StringBuilder text, Suspect suspect) {
        SocketSnapshot example = suspect.sockets.get(0);
        String remedy = remedy(suspect.kind);
        if (!hasStack(example)) {
            say(text, remedy + ".");
            return;
        }
        String allow = "leak.ignore=" + FrameName.qualified(example.openedBy.userFrame());
        String sentence = remedy + " on that path, or allow it: ";
        if (INDENT.length() + sentence.length() + allow.length() <= width) {
            say(text, sentence + allow);
        } else {
            say(text, sentence.trim());
            text.append(FRAME_INDENT).append(allow).append('\n');
        }
    }

    private static String remedy(LeakKind kind) {
        switch (kind) {
            case UNREAD:
                return "Read to the end or close the connection";
            case DROPPED:
                return "Close it in a finally or try-with-resources";
            case NEVER_CONNECTED:
                return "Close the socket even if its connect fails";
            case UNRELEASED:
                return "Wake the selector up after close()";
            case CONNECTING:
                return "Set a shorter connect timeout";
            case BACKLOG:
                return "Accept sooner or with more threads";
            default:
                return "Close the connection";
        }
    }

    private static boolean hasStack(SocketSnapshot socket) {
        return socket.openedBy != null && socket.openedBy.userFrame() != null;
    }

    private void say(StringBuilder text, String sentence) {
        Words.wrap(text, INDENT, sentence, width);
    }
}
