package io.sockspan.leak;

import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.ConnectFailure;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Times;
import io.sockspan.track.ObservedSpan;
import io.sockspan.track.TrackedSocket;

/**
 * What is held against a socket: one rule for each kind that is about a single socket.
 *
 * <p>In order of gravity. Where several apply to a socket, only the first is reported, so that a socket stands in one group.
 */
enum LeakRule {
    DROPPED(LeakKind.DROPPED, false) {
        /** Nobody saw the owner go: what is known is that it is gone now. */
        @Override
        long since(TrackedSocket c, long now) {
            // Without a TCP state there was no connection, and nothing that a peer could wait for.
            boolean gone = c.collected() || c.tcp().closedBy() == ClosedBy.GC;
            return gone && c.hadTcpState() ? now : NOT;
        }

        @Override
        long limit(TrackedSocket c, LeakPolicy policy) {
            return policy.isForgottenByLibrary(c) ? LeakLimits.OFF : policy.limits.of(kind);
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

        /** A quiet selector gives back what was closed when it selects the next time; few descriptors can wait for that. */
        @Override
        long limit(TrackedSocket c, LeakPolicy policy) {
            long limit = policy.limits.of(kind);
            return limit == LeakLimits.OFF || policy.areManyUnreleased(c) ? limit : HELD_BACK * limit;
        }
    },

    /** No descriptor of this process is open any more; the kernel's table shows that another process has one. */
    INHERITED(LeakKind.INHERITED, false) {
        @Override
        long since(TrackedSocket c, long now) {
            return c.isInherited() ? c.releasedAt() : NOT;
        }

        @Override
        long observedUntil(TrackedSocket c, long knownUntil) {
            return c.isInherited() ? c.inherited().last : knownUntil;
        }
    },

    NEVER_CONNECTED(LeakKind.NEVER_CONNECTED, false) {
        @Override
        long since(TrackedSocket c, long now) {
            if (!kept(c)) {
                return NOT;
            }
            boolean failed = c.errorType() != null || PastConnection.hasFailedToConnect(c);
            if (failed && c.tcp().state() == TcpState.CLOSED) {
                return isBeyondReach(c) ? NOT : PastConnection.failedSince(c);
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
                    // Bytes that still go out, or are still read, are what a half-closed connection is for.
                    return later(c.stateSince(), c.lastTransferAt());
                case CLOSED:
                case TIME_WAIT:
                    return PastConnection.finishedSince(c);
                default:
                    return NOT;
            }
        }

        @Override
        long limit(TrackedSocket c, LeakPolicy policy) {
            boolean off = policy.limits.of(kind) == LeakLimits.OFF;
            return !off && policy.poolOf(c) != null ? policy.limits.pooled() : policy.limits.of(kind);
        }
    },

    HALF_CLOSED(LeakKind.HALF_CLOSED, true) {
        @Override
        long since(TrackedSocket c, long now) {
            long since = inState(c, TcpState.FIN_WAIT_2);
            return since == NOT ? NOT : later(since, c.lastReadAt());
        }
    },

    /** In CLOSE_WAIT too: the peer's FIN may come to stand behind bytes that nobody reads, and they stay unread. */
    UNREAD(LeakKind.UNREAD, true) {
        @Override
        long since(TrackedSocket c, long now) {
            TcpState state = c.tcp().state();
            boolean readable = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
            if (!readable || !kept(c) || c.unread() == null || isLeftByTls(c)) {
                return NOT;
            }
            return later(c.unread().first, c.lastReadAt());
        }

        @Override
        long observedUntil(TrackedSocket c, long knownUntil) {
            return c.unread() == null ? knownUntil : c.unread().last;
        }

        /** What a server sends as it ends an idle connection of a pool is thrown away with it, and {@link #CLOSE_WAIT} remarks on that one. */
        @Override
        long limit(TrackedSocket c, LeakPolicy policy) {
            boolean isLastMessage = c.tcp().state() == TcpState.CLOSE_WAIT && policy.poolOf(c) != null;
            return isLastMessage ? LeakLimits.OFF : policy.limits.of(kind);
        }
    },

    /** A thread that is stuck in write, or data that nobody will ever take: often the cause of what else is suspected. */
    UNSENT(LeakKind.UNSENT, true) {
        @Override
        long since(TrackedSocket c, long now) {
            TcpState state = c.tcp().state();
            boolean writable = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
            return writable && kept(c) && c.unsent() != null ? later(c.unsent().first, c.lastWrittenAt()) : NOT;
        }

        @Override
        long observedUntil(TrackedSocket c, long knownUntil) {
            return c.unsent() == null ? knownUntil : c.unsent().last;
        }

        @Override
        long limit(TrackedSocket c, LeakPolicy policy) {
            long limit = policy.limits.of(kind);
            boolean isPassed = c.unsent() != null && c.unsent().nanos() >= limit;
            return isPassed && policy.isPeerReading(c, limit) ? LeakLimits.OFF : limit;
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
        long observedUntil(TrackedSocket c, long knownUntil) {
            ObservedSpan crowded = crowded(c);
            return crowded == null ? knownUntil : crowded.last;
        }

        /** The longer one of the two ways in which an accept queue is too long. */
        private ObservedSpan crowded(TrackedSocket c) {
            ObservedSpan full = c.queueFull();
            ObservedSpan waiting = c.notAccepted();
            if (full == null || waiting == null) {
                return full == null ? waiting : full;
            }
            return Times.isBefore(full.first, waiting.first) ? full : waiting;
        }
    },

    IDLE(LeakKind.IDLE, true) {
        @Override
        long since(TrackedSocket c, long now) {
            return c.tcp().state() == TcpState.ESTABLISHED && kept(c) ? c.idleSince() : NOT;
        }
    };

    /** How many times the limit of what is held back until there is more of it. */
    private static final int HELD_BACK = 60;
    /**
     * What a server's TLS layer may leave unread on a connection on which the client only writes: session tickets (RFC 8446, section 4.6.1),
     * of which the JDK and OpenSSL send up to two. Whoever reads an answer takes them as well.
     */
    private static final int TLS_LEFTOVERS = 8 * 1024;
    /** Use is watched for after this time at the latest, in nanoseconds: a verdict is due the limit after that. */
    private static final long WATCHED_FROM = 1_000_000_000;

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

    /**
     * When the condition began at the latest, in {@link System#nanoTime()}, or {@link #NOT}.
     *
     * @param now stands for the beginning of what is only known to be so now
     */
    abstract long since(TrackedSocket c, long now);

    /** How long the condition may last before it is held against that socket, in nanoseconds; {@link LeakLimits#OFF} for ever. */
    long limit(TrackedSocket c, LeakPolicy policy) {
        return policy.limits.of(kind);
    }

    /**
     * Up to when the condition is known to last: up to when all is known, or the last observation of what can only be observed now and then.
     */
    long observedUntil(TrackedSocket c, long knownUntil) {
        return knownUntil;
    }

    /** Whether the condition, which held from that time on, has held without a break. */
    boolean stands(TrackedSocket c, long since) {
        long present = since(c, since);
        return present != NOT && present - since <= 0;
    }

    /** Whether a read or write, where it was seen, says that the socket is in use. */
    private boolean asksForUse() {
        return this == CLOSE_WAIT || this == HALF_CLOSED || this == UNREAD || this == UNSENT;
    }

    boolean isGraverThan(LeakRule other) {
        return ordinal() < other.ordinal();
    }

    /**
     * The gravest rule whose limit the socket has passed, or null.
     *
     * @param knownUntil up to when what the application did is known
     */
    static LeakRule passedBy(TrackedSocket c, long knownUntil, LeakPolicy policy) {
        for (LeakRule rule : BY_GRAVITY) {
            if (policy.limits.of(rule.kind) != LeakLimits.OFF) {
                long since = rule.since(c, knownUntil);
                if (since == NOT) {
                    continue;
                }
                long limit = rule.limit(c, policy);
                boolean passed = rule.observedUntil(c, knownUntil) - since >= limit;
                if (passed && (!rule.asksForUse() || policy.wouldShowUse(limit, knownUntil))) {
                    return rule;
                }
            }
        }
        return null;
    }

    /** Whether reads and writes of that socket would show that it is in use, though a condition has lasted for some time. */
    static boolean isWorthWatching(TrackedSocket c, long knownUntil, LeakLimits limits) {
        return needsUse(c, knownUntil, limits, WATCHED_FROM);
    }

    /** Whether a verdict is so near that it is worth a stack to know who uses the socket. */
    static boolean isWorthAStack(TrackedSocket c, long knownUntil, LeakLimits limits) {
        return needsUse(c, knownUntil, limits, Long.MAX_VALUE);
    }

    /** Whether use would speak against a condition that has lasted for a quarter of its limit, or that many nanoseconds. */
    private static boolean needsUse(TrackedSocket c, long knownUntil, LeakLimits limits, long nanos) {
        for (LeakRule rule : BY_GRAVITY) {
            long limit = limits.of(rule.kind);
            if (rule.asksForUse() && limit != LeakLimits.OFF) {
                long since = rule.since(c, knownUntil);
                if (since != NOT && knownUntil - since >= Math.min(limit / 4, nanos)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether no rule holds, by what takes least to find out: most connections are in order, and there may be very many. */
    static boolean isInOrder(TrackedSocket c, LeakLimits limits) {
        boolean isConnection = c.role() == Role.CLIENT || c.role() == Role.SERVER;
        return isConnection
                && c.tcp().state() == TcpState.ESTABLISHED
                && kept(c)
                && c.unread() == null
                && c.unsent() == null
                && !c.collected()
                && limits.of(LeakKind.IDLE) == LeakLimits.OFF;
    }

    /** Open, and the application has not asked to close it. */
    private static boolean kept(TrackedSocket c) {
        return c.isOpen() && c.closingAt() == NOT;
    }

    private static long inState(TrackedSocket c, TcpState state) {
        return c.tcp().state() == state && kept(c) ? c.tcp().since() : NOT;
    }

    /** The later of two moments; {@code use} is {@link #NOT} where there was none. */
    private static long later(long since, long use) {
        return use == NOT ? since : Times.later(since, use);
    }

    /**
     * Whether a library, or the constructor of an SSLSocket, left it behind after a name was not resolved: the application has nothing that it
     * could close.
     */
    private static boolean isBeyondReach(TrackedSocket c) {
        return ConnectFailure.UNRESOLVED.errorType().equals(c.errorType())
                && c.openedBy() != null
                && (c.openedBy().library() != null || TlsFrames.includeConstructor(c.openedBy()));
    }

    private static boolean isLeftByTls(TrackedSocket c) {
        return c.role() == Role.CLIENT
                && c.tcp().state() == TcpState.ESTABLISHED
                && c.waiting() <= TLS_LEFTOVERS
                && (c.isWrittenByTls() || c.openedBy() != null && TlsFrames.areIn(c.openedBy()));
    }
}
