package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketSnapshot;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Describes in one or two sentences what the agent observed of a group of sockets. Times passed in are {@link System#nanoTime()} values.
 * Immutable.
 */
final class Circumstances {
    private static final String NOT_CLOSED = "close() was not called here.";

    private final SocketGroup group;
    private final SocketSnapshot example;
    /** How long the condition has lasted. */
    private final String lasted;
    /** The limit in parentheses; empty where there is none. */
    private final String limit;
    /** How long ago the condition began, with the limit. */
    private final String ago;

    private Circumstances(SocketGroup group, long now) {
        this.group = group;
        this.example = group.example();
        boolean foundSo = !group.isLeftOpen() && example.isFoundInState() && group.kind != LeakKind.DROPPED;
        this.lasted = (foundSo ? "more than " : "") + Times.age(now - group.since);
        this.limit = group.isLeftOpen() ? "" : " (limit " + Times.setting(group.limit) + ")";
        this.ago = lasted + " ago" + limit;
    }

    static String of(SocketGroup group, long now) {
        return new Circumstances(group, now).text(now);
    }

    private String text(long now) {
        if (group.kind == null) {
            return justOpen();
        }
        switch (group.kind) {
            case CLOSE_WAIT:
                return peerEnded() + ago + "; " + (group.pool == null ? NOT_CLOSED : pooled());
            case UNREAD:
                return unread();
            case UNSENT:
                return unsent();
            case DROPPED:
                return dropped();
            case NEVER_CONNECTED:
                return neverConnected(now);
            case UNRELEASED:
                return "close() was called " + ago
                        + "; the descriptor stays open until the selector that the channel is"
                        + " registered with selects again.";
            case INHERITED:
                return inherited();
            case HALF_CLOSED:
                return "The output was shut down and the peer acknowledged it " + ago
                        + "; the peer did not end its side, and " + NOT_CLOSED;
            case CONNECTING:
                return connecting();
            case BACKLOG:
                return queue() + lasted + limit + ".";
            case IDLE:
                return "Nothing went in either direction for " + lasted + limit + "; " + NOT_CLOSED;
            default:
                throw new IllegalArgumentException(group.kind.label());
        }
    }

    private String justOpen() {
        if (example.role != Role.LISTENER) {
            return "Neither side has closed it.";
        }
        String queue =
                example.waiting > 0 ? "; " + Words.count(example.waiting, "connection") + " in its accept queue." : ".";
        return "close() was not called" + queue;
    }

    private String pooled() {
        return group.pool
                + " keeps such connections, and closes one when it finds it ended at its next use. Whether the"
                + " application has given it back to the pool cannot be seen.";
    }

    private String peerEnded() {
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

    private String unread() {
        String bytes = example.waiting > 0 ? Words.count(example.waiting, "byte") : "Bytes";
        return group.isLeftOpen()
                ? bytes + " in the receive buffer, which nobody has read; close() was not called."
                : bytes + " in the receive buffer, unread for " + lasted + limit
                        + "; the peer's FIN may wait behind them.";
    }

    private String unsent() {
        String bytes = example.sendQueueBytes > 0 ? " with " + Words.count(example.sendQueueBytes, "byte") : "";
        return "The send queue has been full" + bytes + " for " + lasted + limit
                + ", and the peer acknowledged nothing. A blocking write waits for it; a non-blocking one writes nothing.";
    }

    private String inherited() {
        String effect =
                "the kernel has sent no FIN, and the connection stays open until that process closes it or ends.";
        if (example.role == Role.LISTENER) {
            effect = "the port stays taken, and the kernel goes on to take connections that nobody here accepts.";
        } else if (example.state == TcpState.FIN_WAIT_2) {
            effect = "a FIN went out, but the kernel waits for the peer's without a timeout while that process has it.";
        }
        return "close() was called " + ago + ", but another process still has the descriptor: " + effect;
    }

    private String neverConnected(long now) {
        if (group.isOutcomeUnasked()) {
            return "The connect failed " + ago + "; neither finishConnect() nor close() was called since.";
        }
        if (group.isFailed()) {
            String what = group.wasConnected() ? "The connection broke " : "connect() failed ";
            return what + ago + " with " + example.errorType + "; close() was not called.";
        }
        if (example.adopted && !group.isLeftOpen()) {
            return "It was found " + Times.age(now - group.since) + " ago" + limit
                    + ": it has never connected, or its connection is over; close() was not called since.";
        }
        return "The descriptor was created " + ago
                + "; it has neither connected nor listened, and close() was not called.";
    }

    private String connecting() {
        String local = example.local == null ? "" : " from local port " + example.local.port;
        String resent =
                example.synRetransmits > 0 ? "; the SYN was sent again " + times(example.synRetransmits) + "." : ".";
        return "connect()" + local + " began " + ago + " and has no answer" + resent;
    }

    private String queue() {
        if (example.backlog > 0 && example.waiting >= example.backlog) {
            return "The accept queue is full, " + example.waiting + " waiting in a queue of " + example.backlog
                    + ", and has been for ";
        }
        return (example.waiting > 0 ? Words.count(example.waiting, "connection") : "Connections")
                + " in the accept queue, and none accepted for ";
    }

    private String dropped() {
        return collected() + peersClosed();
    }

    private String collected() {
        long open = group.sockets.stream().filter(SocketSnapshot::isOpen).count();
        long closed = group.count - open;
        String when = group.isLeftOpen() ? "" : ", the first " + lasted + " ago";
        if (group.count == 1) {
            return "Its owner was garbage-collected" + (group.isLeftOpen() ? "" : " " + lasted + " ago")
                    + " without close(); "
                    + (open == 1 ? "the descriptor is still open." : "the JDK then closed it.");
        }
        String fate = open == 0
                ? "the JDK then closed them."
                : closed == 0
                        ? "their descriptors are still open."
                        : Words.count(open, "descriptor") + (open == 1 ? " is" : " are")
                                + " still open, the JDK closed " + closed + ".";
        return "Their owners were garbage-collected without close()" + when + "; " + fate;
    }

    /** Counts the peers that have closed: each of them waits for a FIN that will never be sent. */
    private String peersClosed() {
        Set<String> states = new LinkedHashSet<>();
        int closed = 0;
        for (SocketSnapshot socket : group.sockets) {
            if (socket.isOpen() && socket.state == TcpState.CLOSE_WAIT) {
                closed++;
                states.add(Names.state(socket));
            }
        }
        if (closed == 0) {
            return "";
        }
        String whose = group.count == 1
                ? "Its peer has"
                : closed == 1 ? "The peer of 1 has" : "The peers of " + closed + " have";
        return " " + whose + " closed (" + String.join(", ", states) + ").";
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }
}
