package io.sockspan.telemetry;

import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.ConnectionTrace.LeftOut;
import io.sockspan.time.Clock;
import io.sockspan.track.SocketAttachment;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.util.List;

/**
 * Exports connections and verdicts as traces: decides which to export, and passes them to the writer.
 *
 * <p>A connection is exported whole when it has ended, or not at all. That is decided when its first phase ends, because its close is
 * observed more closely if it is. A connection that was left out is exported after all if it turns out to be anomalous. For the agent's
 * thread.
 */
final class ConnectionSpans implements TelemetrySink {
    private final SpanWriter writer;
    private final SpanBudget budget;
    private final ConnectionSampling sampling;
    private final SpanLedger ledger;
    private final long slowHandshakeNanos;
    private final Clock clock;

    private final ListenerSpans listeners = new ListenerSpans();
    private final VerdictSpans verdicts;

    ConnectionSpans(
            SpanWriter writer,
            SpanBudget budget,
            ConnectionSampling sampling,
            SpanLedger ledger,
            UndeliveredVerdicts undelivered,
            long slowHandshakeNanos,
            Clock clock) {
        this.writer = writer;
        this.budget = budget;
        this.sampling = sampling;
        this.ledger = ledger;
        this.slowHandshakeNanos = slowHandshakeNanos;
        this.clock = clock;
        this.verdicts = new VerdictSpans(writer, budget, ledger, undelivered, this::traced, clock);
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        boolean failedToOpen = transition.to == TcpState.CLOSED
                && (transition.from == TcpState.SYN_SENT || transition.from == TcpState.SYN_RECEIVED);
        if (failedToOpen || !Phase.isOpenedBy(transition)) {
            // No phase is over yet, or the reason of a failure is not known yet: connectFailed follows, or at least
            // ended.
            return;
        }
        SocketAttachment kept = connection.attachment();
        ConnectionTrace trace = null;
        if (isAnomaly(connection, transition)) {
            trace = traceAnomaly(connection);
        } else if (kept == null) {
            trace = traceHealthy(connection);
        } else if (kept instanceof ConnectionTrace) {
            trace = (ConnectionTrace) kept;
        }
        if (trace != null && !trace.opened) {
            opened(connection, trace);
        }
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        ConnectionTrace trace = traceAnomaly(connection);
        if (trace != null) {
            if (connection.tcp().transitions().isEmpty()) {
                trace.connectUnsent(connection.failedAt(), connection.errorType());
            }
            opened(connection, trace);
        }
    }

    /** A failed handshake is an anomaly: the application cannot use the connection. */
    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        if (negotiation.hasFailed()) {
            ConnectionTrace trace = traceAnomaly(connection);
            if (trace != null) {
                opened(connection, trace);
            }
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        finish(connection, connection.tcp().lastKnownAt());
    }

    /** A trace is to say how its connection closed. */
    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        SocketAttachment kept = connection.attachment();
        return kept instanceof ConnectionTrace && !((ConnectionTrace) kept).done;
    }

    @Override
    public void cutShort(TrackedSocket connection, long seenAt) {
        verdicts.cutShort(connection);
        finish(connection, seenAt);
    }

    @Override
    public void accused(LeakSpan leak) {
        verdicts.accused(leak);
    }

    @Override
    public void retracted(LeakSpan leak) {
        verdicts.retracted(leak);
    }

    @Override
    public void settled(LeakSpan leak) {
        verdicts.settled(leak);
    }

    @Override
    public void swept(long nanos, Gauges gauges) {
        verdicts.exportWaiting();
    }

    /** Each transition would have made one span at most. */
    @Override
    public void missed(long calls) {
        ledger.overBudget((int) Math.min(Integer.MAX_VALUE, calls));
    }

    private void finish(TrackedSocket connection, long lastKnown) {
        if (connection.attachment() == null) {
            // Nothing that decides was observed.
            Phase first = first(ConnectionTrace.phasesOf(connection));
            if (first == null) {
                return;
            }
            if (first.isFailedOpening()) {
                traceAnomaly(connection);
            } else {
                traceHealthy(connection);
            }
        }
        SocketAttachment kept = connection.attachment();
        if (kept == LeftOut.OVER_BUDGET) {
            ledger.overBudget(1 + phaseCount(connection) + PreparationSpans.count(connection));
        }
        if (kept instanceof ConnectionTrace) {
            export(connection, (ConnectionTrace) kept, lastKnown);
        } else {
            connection.attach(LeftOut.GONE);
        }
    }

    private void export(TrackedSocket connection, ConnectionTrace trace, long lastKnown) {
        if (trace.done) {
            return;
        }
        trace.done = true;
        if (connection.role() == Role.LISTENER && connection.local() != null) {
            listeners.remove(connection.local(), trace.ids.context());
        }
        List<Phase> phases = ConnectionTrace.phasesOf(connection);
        int spans = 1 + phases.size() + PreparationSpans.count(connection);
        if (ledger.hasRoomFor(spans)) {
            writer.connection(connection, trace, phases, lastKnown);
        } else {
            ledger.refused(spans);
        }
    }

    /** Decides on a connection that has no anomaly so far. Returns null if it is left out. */
    private ConnectionTrace traceHealthy(TrackedSocket connection) {
        long now = clock.nanos();
        // At a high rate of connects, most connections need no further work. At such a rate the kernel is not asked
        // about every close
        // either, and enough other connections show how they close.
        if (connection.isCloseUnasked() || !budget.wouldAdmitHealthy(now)) {
            connection.attach(LeftOut.OVER_BUDGET);
            return null;
        }
        RootIds ids = new RootIds();
        if (!sampling.samples(ids, ApplicationSpan.contextOf(connection))) {
            connection.attach(LeftOut.NOT_SAMPLED);
            return null;
        }
        budget.admitHealthy(now);
        return trace(connection, ids);
    }

    /** Brings in a connection that was left out before, too. Returns null if it is left out. */
    private ConnectionTrace traceAnomaly(TrackedSocket connection) {
        SocketAttachment kept = connection.attachment();
        if (kept instanceof ConnectionTrace) {
            return (ConnectionTrace) kept;
        }
        if (kept == LeftOut.GONE) {
            return null;
        }
        if (!budget.admitAnomaly(clock.nanos())) {
            connection.attach(LeftOut.OVER_BUDGET);
            return null;
        }
        return trace(connection, new RootIds());
    }

    /** What a verdict links to is exported too, without a budget of its own. Returns null if the connection was left out and is gone. */
    private ConnectionTrace traced(TrackedSocket connection) {
        ConnectionTrace trace = ConnectionTrace.of(connection);
        return trace != null || connection.attachment() == LeftOut.GONE ? trace : trace(connection, new RootIds());
    }

    private static ConnectionTrace trace(TrackedSocket connection, RootIds ids) {
        ConnectionTrace trace = new ConnectionTrace(ids);
        connection.attach(trace);
        connection.watchClose();
        return trace;
    }

    /** The first phase has ended, or the connection was left out until now. */
    private void opened(TrackedSocket connection, ConnectionTrace trace) {
        if (trace.opened) {
            return;
        }
        trace.opened = true;
        if (connection.local() != null) {
            if (connection.role() == Role.LISTENER) {
                listeners.add(connection.local(), trace.ids.context());
            } else if (connection.role() == Role.SERVER) {
                trace.listener = listeners.of(connection.local());
            }
        }
        if (ApplicationSpan.contextOf(connection).isSampled()) {
            Phase first = first(ConnectionTrace.phasesOf(connection));
            if (first != null && first.kind == Phase.Kind.CONNECT) {
                writer.mirror(connection, first, trace);
            }
        }
    }

    private boolean isAnomaly(TrackedSocket connection, Transition transition) {
        if (transition.to == TcpState.CLOSED) {
            return connection.tcp().resetBy() != null;
        }
        return transition.from == TcpState.SYN_SENT
                && (connection.tcp().synRetransmits() > 0
                        || transition.earliest - enteredAt(connection, TcpState.SYN_SENT, transition.earliest)
                                >= slowHandshakeNanos);
    }

    private static long enteredAt(TrackedSocket connection, TcpState state, long otherwise) {
        for (Transition transition : connection.tcp().transitions()) {
            if (transition.to == state) {
                return transition.latest;
            }
        }
        return otherwise;
    }

    private static int phaseCount(TrackedSocket connection) {
        return Phase.count(connection.tcp().transitions(), connection.tcp().state(), connection.role());
    }

    private static Phase first(List<Phase> phases) {
        return phases.isEmpty() ? null : phases.get(0);
    }
}
