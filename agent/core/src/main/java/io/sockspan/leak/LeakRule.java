package io.sockspan.leak;

import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.ObservedSpan;
import io.sockspan.track.TrackedSocket;
import java.util.List;

/**
 * What is held against a socket: one rule for each kind that is about a single socket.
 *
 * <p>In order of gravity. Where several apply to a socket, the first alone is told, so that a socket stands in one group.
 */
enum LeakRule {
    DROPPED(LeakKind.DROPPED, false) {
        /** Nobody saw the owner go: what is known is that it is gone now. */
        @Override
        long since(TrackedSocket c, long now) {
            return c.collected() || c.tcp().closedBy() == ClosedBy.GC ? now : NOT;
        }

        @Override
        boolean stands(TrackedSocket c, long since) {
            return true;
        }
    },

    UNRELEASED(LeakKind.UNRELEASED, false) {
        @Override
        long since(TrackedSocket c, long now) {
            return c.isOpen() ? c.closingAt() : NOT;
        }
    },

    NEVER_CONNECTED(LeakKind.NEVER_CONNECTED, false) {
        @Override
        long since(TrackedSocket c, long now) {
            if (!kept(c)) {
                return NOT;
            }
            if (c.errorType() != null && c.tcp().state() == TcpState.CLOSED) {
                return failedSince(c);
            }
            return c.role() == Role.UNCONNECTED ? c.openedAt() : NOT;
        }
    },

    /**
     * A socket in CLOSE_WAIT whose peer then gives up, or whose both directions were ended, leaves TCP's states and keeps its
     * descriptor. For the application nothing has changed: there is still a close() missing.
     */
    CLOSE_WAIT(LeakKind.CLOSE_WAIT, true) {
        @Override
        long since(TrackedSocket c, long now) {
            if (!kept(c)) {
                return NOT;
            }
            switch (c.tcp().state()) {
                case CLOSE_WAIT:
                    return c.tcp().since();
                case CLOSED:
                case TIME_WAIT:
                    return finishedSince(c);
                default:
                    return NOT;
            }
        }
    },

    HALF_CLOSED(LeakKind.HALF_CLOSED, true) {
        @Override
        long since(TrackedSocket c, long now) {
            return inState(c, TcpState.FIN_WAIT_2);
        }
    },

    /** In CLOSE_WAIT too: the peer's FIN may come to stand behind bytes that nobody reads, and they stay unread. */
    UNREAD(LeakKind.UNREAD, true) {
        @Override
        long since(TrackedSocket c, long now) {
            TcpState state = c.tcp().state();
            boolean readable = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
            return readable && kept(c) && c.unread() != null ? c.unread().first : NOT;
        }

        @Override
        long observedUntil(TrackedSocket c, long now) {
            return c.unread() == null ? now : c.unread().last;
        }
    },

    CONNECTING(LeakKind.CONNECTING, true) {
        @Override
        long since(TrackedSocket c, long now) {
            return inState(c, TcpState.SYN_SENT);
        }
    },

    BACKLOG(LeakKind.BACKLOG, false) {
        @Override
        long since(TrackedSocket c, long now) {
            ObservedSpan crowded = c.role() == Role.LISTENER && kept(c) ? crowded(c) : null;
            return crowded == null ? NOT : crowded.first;
        }

        @Override
        long observedUntil(TrackedSocket c, long now) {
            ObservedSpan crowded = crowded(c);
            return crowded == null ? now : crowded.last;
        }

        /** The longer one of the two ways in which an accept queue is too long. */
        private ObservedSpan crowded(TrackedSocket c) {
            ObservedSpan full = c.queueFull();
            ObservedSpan waiting = c.notAccepted();
            if (full == null || waiting == null) {
                return full == null ? waiting : full;
            }
            return full.first - waiting.first < 0 ? full : waiting;
        }
    },

    IDLE(LeakKind.IDLE, true) {
        @Override
        long since(TrackedSocket c, long now) {
            return c.tcp().state() == TcpState.ESTABLISHED && kept(c) ? c.idleSince() : NOT;
        }
    };

    /** The condition does not hold. */
    static final long NOT = Long.MIN_VALUE;

    private static final LeakRule[] BY_GRAVITY = values();

    final LeakKind kind;
    /** Whether the verdict rests on the connection's TCP state, and so is no surer than that. */
    final boolean restsOnState;

    LeakRule(LeakKind kind, boolean restsOnState) {
        this.kind = kind;
        this.restsOnState = restsOnState;
    }

    /** When the condition began at the latest, in {@link System#nanoTime()}, or {@link #NOT}. */
    abstract long since(TrackedSocket c, long now);

    /** Up to when the condition is known to last: the present, or the last observation of what can only be observed now and then. */
    long observedUntil(TrackedSocket c, long now) {
        return now;
    }

    /** Whether the condition, which held from that time on, has held without a break. */
    boolean stands(TrackedSocket c, long since) {
        long present = since(c, since);
        return present != NOT && present - since <= 0;
    }

    boolean isGraverThan(LeakRule other) {
        return ordinal() < other.ordinal();
    }

    /** The gravest rule whose limit the socket has passed, or null. */
    static LeakRule passedBy(TrackedSocket c, long now, LeakLimits limits) {
        for (LeakRule rule : BY_GRAVITY) {
            long limit = limits.of(rule.kind);
            if (limit != LeakLimits.OFF) {
                long since = rule.since(c, now);
                if (since != NOT && rule.observedUntil(c, now) - since >= limit) {
                    return rule;
                }
            }
        }
        return null;
    }

    /** Open, and the application has not asked to close it. */
    private static boolean kept(TrackedSocket c) {
        return c.isOpen() && c.closingAt() == NOT;
    }

    private static long inState(TrackedSocket c, TcpState state) {
        return c.tcp().state() == state && kept(c) ? c.tcp().since() : NOT;
    }

    private static long failedSince(TrackedSocket c) {
        if (c.failedAt() != NOT) {
            return c.failedAt();
        }
        List<Transition> transitions = c.tcp().transitions();
        if (established(transitions)) {
            return NOT;
        }
        return transitions.isEmpty() ? c.openedAt() : transitions.get(transitions.size() - 1).latest;
    }

    /** Whether there was a connection at any time; the history of a socket older than the agent begins in the middle. */
    private static boolean established(List<Transition> transitions) {
        for (Transition transition : transitions) {
            if (transition.to == TcpState.ESTABLISHED || isConnected(transition.from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConnected(TcpState state) {
        switch (state) {
            case CLOSED:
            case LISTEN:
            case SYN_SENT:
            case SYN_RECEIVED:
                return false;
            default:
                return true;
        }
    }

    /** When the peer ended a connection that is over for TCP; failing that, when it was over. */
    private static long finishedSince(TrackedSocket c) {
        List<Transition> transitions = c.tcp().transitions();
        if (!established(transitions)) {
            return NOT;
        }
        if (isFinished(transitions.get(0).from)) {
            return c.openedAt();
        }
        Transition last = null;
        for (Transition transition : transitions) {
            last = transition;
            if (isFinished(transition.to)) {
                break;
            }
        }
        return last.latest;
    }

    private static boolean isFinished(TcpState state) {
        return state == TcpState.CLOSE_WAIT || state == TcpState.TIME_WAIT;
    }
}
