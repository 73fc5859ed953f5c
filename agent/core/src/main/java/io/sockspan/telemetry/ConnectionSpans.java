package io.sockspan.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.ConnectionTrace.Decision;
import io.sockspan.track.Clock;
import io.sockspan.track.SocketAttachment;
import io.sockspan.track.TrackedSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Exports connections as spans: decides which to export, keeps track of how far each was exported, and passes ended phases to the writer.
 *
 * <p>A connection is exported whole or not at all. That is decided when its first phase ends. A connection that was left out is exported
 * later, with its earlier phases, if it turns out to be anomalous. For the agent's thread.
 */
final class ConnectionSpans implements TelemetrySink {
    private static final long UNKNOWN = SpanWriter.UNKNOWN;

    private final SpanWriter writer;
    private final SpanBudget budget;
    private final SpanLedger ledger;
    private final long slowHandshakeNanos;
    private final Clock clock;

    private final ListenerSpans listeners = new ListenerSpans();
    /** The spans of the standing verdicts that concern no single connection, by fingerprint. */
    private final Map<String, SpanContext> verdicts = new HashMap<>();

    ConnectionSpans(SpanWriter writer, SpanBudget budget, SpanLedger ledger, long slowHandshakeNanos, Clock clock) {
        this.writer = writer;
        this.budget = budget;
        this.ledger = ledger;
        this.slowHandshakeNanos = slowHandshakeNanos;
        this.clock = clock;
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        boolean failedToOpen = transition.to == TcpState.CLOSED
                && (transition.from == TcpState.SYN_SENT || transition.from == TcpState.SYN_RECEIVED);
        if (failedToOpen) {
            // The reason is not known yet: connectFailed follows, or at least ended.
            return;
        }
        if (transition.to == TcpState.SYN_SENT) {
            // No phase is over yet.
            return;
        }
        boolean anomaly = isAnomaly(connection, transition);
        if (!anomaly && isLeftOut(connection, transition)) {
            return;
        }
        ConnectionTrace trace = traceOf(connection);
        if (trace.decision == Decision.NOT_SAMPLED || trace.decision == Decision.OVER_BUDGET && !anomaly) {
            return;
        }
        List<Phase> phases = phasesOf(connection, trace);
        if (trace.exported < endedOf(phases) && admit(trace, anomaly)) {
            export(connection, trace, phases, endedOf(phases));
        }
    }

    /**
     * Decides before the phases are built: at a high rate of connects, most connections need no further work. At such a rate the kernel is
     * not asked about every close either, and enough other connections show how they close.
     */
    private boolean isLeftOut(TrackedSocket connection, Transition transition) {
        SocketAttachment kept = connection.attachment();
        if (kept == null
                && Phase.isEndedBy(transition)
                && (connection.isCloseUnasked() || !budget.wouldAdmitHealthy(clock.nanos()))) {
            connection.attach(Decision.OVER_BUDGET);
            return true;
        }
        return kept == Decision.OVER_BUDGET;
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        ConnectionTrace trace = traceOf(connection);
        if (trace.decision == Decision.NOT_SAMPLED) {
            return;
        }
        if (connection.tcp().transitions().isEmpty()) {
            trace.unsentConnect = true;
        }
        List<Phase> phases = phasesOf(connection, trace);
        if (trace.exported < endedOf(phases) && admit(trace, true)) {
            export(connection, trace, phases, endedOf(phases));
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        finish(connection, connection.tcp().lastKnownAt());
    }

    /** A trace is always exported whole. */
    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        SocketAttachment kept = connection.attachment();
        return kept instanceof ConnectionTrace && ((ConnectionTrace) kept).decision == Decision.TRACED;
    }

    @Override
    public void cutShort(TrackedSocket connection, long seenAt) {
        finish(connection, seenAt);
    }

    @Override
    public void accused(LeakSpan leak) {
        TrackedSocket connection = leak.connection;
        ConnectionTrace trace = connection == null ? new ConnectionTrace() : traceOf(connection);
        if (trace.decision == Decision.NOT_SAMPLED) {
            return;
        }
        // Needed even if the connection is traced: thousands may become suspect at the same moment.
        if (!budget.admitAnomaly(clock.nanos())) {
            ledger.overBudget(1);
            return;
        }
        trace.decision = Decision.TRACED;
        if (connection != null) {
            List<Phase> phases = phasesOf(connection, trace);
            export(connection, trace, phases, endedOf(phases));
        }
        if (trace.decision == Decision.NOT_SAMPLED) {
            return;
        }
        SpanContext span = writer.verdict(leak, trace.root, clock.nanos());
        becameRoot(trace, span);
        trace.accused(leak.kind, span);
        if (connection == null) {
            verdicts.put(leak.fingerprint, span);
        }
    }

    @Override
    public void retracted(LeakSpan leak) {
        TrackedSocket connection = leak.connection;
        SpanContext span;
        SpanContext root;
        if (connection == null) {
            span = verdicts.remove(leak.fingerprint);
            root = span;
        } else {
            span = traceOf(connection).retract(leak.kind);
            root = traceOf(connection).root;
        }
        if (span != null) {
            writer.retraction(leak, root, span, clock.nanos());
        }
    }

    /** Each transition would have made one span at most. */
    @Override
    public void missed(long calls) {
        ledger.overBudget((int) Math.min(Integer.MAX_VALUE, calls));
    }

    private void finish(TrackedSocket connection, long lastKnown) {
        if (connection.attachment() == Decision.OVER_BUDGET) {
            ledger.overBudget(phaseCount(connection));
            return;
        }
        ConnectionTrace trace = traceOf(connection);
        if (connection.role() == Role.LISTENER && connection.local() != null && trace.root != null) {
            listeners.remove(connection.local(), trace.root);
        }
        if (trace.decision == Decision.NOT_SAMPLED) {
            return;
        }
        if (trace.decision == Decision.OVER_BUDGET && trace.exported == 0 && !trace.unsentConnect) {
            trace.exported = phaseCount(connection);
            ledger.overBudget(trace.exported);
            return;
        }
        List<Phase> phases = phasesOf(connection, trace);
        if (trace.exported >= phases.size()) {
            return;
        }
        boolean failed = phases.get(trace.exported).isFailedOpening();
        if (trace.decision == Decision.OVER_BUDGET || !admit(trace, failed)) {
            ledger.overBudget(phases.size() - trace.exported);
            trace.exported = phases.size();
            return;
        }
        export(connection, trace, phases, endedOf(phases));
        if (trace.decision == Decision.TRACED && trace.exported < phases.size()) {
            exportPhase(connection, trace, phases.get(trace.exported), lastKnown);
        }
    }

    private boolean admit(ConnectionTrace trace, boolean anomaly) {
        if (trace.decision != Decision.TRACED) {
            long now = clock.nanos();
            boolean admitted = anomaly ? budget.admitAnomaly(now) : budget.admitHealthy(now);
            trace.decision = admitted ? Decision.TRACED : Decision.OVER_BUDGET;
        }
        return trace.decision == Decision.TRACED;
    }

    private void export(TrackedSocket connection, ConnectionTrace trace, List<Phase> phases, int upTo) {
        while (trace.exported < upTo && trace.decision == Decision.TRACED) {
            exportPhase(connection, trace, phases.get(trace.exported), UNKNOWN);
        }
    }

    private void exportPhase(TrackedSocket connection, ConnectionTrace trace, Phase phase, long lastKnown) {
        SpanContext listener =
                phase.kind == Phase.Kind.ACCEPT && connection.local() != null ? listeners.of(connection.local()) : null;
        SpanContext span = writer.phase(connection, phase, trace.root, listener, lastKnown);
        trace.exported++;
        becameRoot(trace, span);
        if (trace.decision == Decision.NOT_SAMPLED) {
            return;
        }
        connection.watchClose();
        if (phase.kind == Phase.Kind.CONNECT && connection.parentSpan() != null && !trace.mirrored) {
            trace.mirrored = true;
            writer.mirror(connection, phase, trace.root, lastKnown);
        }
        if (phase.kind == Phase.Kind.LISTEN && connection.local() != null) {
            listeners.add(connection.local(), span);
        }
    }

    private static void becameRoot(ConnectionTrace trace, SpanContext span) {
        if (trace.root == null) {
            trace.root = span;
            trace.decision = span.isSampled() ? Decision.TRACED : Decision.NOT_SAMPLED;
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

    private static ConnectionTrace traceOf(TrackedSocket connection) {
        SocketAttachment kept = connection.attachment();
        if (kept instanceof ConnectionTrace) {
            return (ConnectionTrace) kept;
        }
        ConnectionTrace trace = new ConnectionTrace();
        if (kept != null) {
            trace.decision = (Decision) kept;
        }
        connection.attach(trace);
        return trace;
    }

    private static List<Phase> phasesOf(TrackedSocket connection, ConnectionTrace trace) {
        List<Phase> phases = Phase.of(
                connection.tcp().transitions(), connection.tcp().state(), connection.role(), connection.openedAt());
        if (trace.unsentConnect) {
            phases.add(0, Phase.unsentConnect(connection.openedAt()));
        }
        return phases;
    }

    private static int endedOf(List<Phase> phases) {
        int last = phases.size() - 1;
        return last < 0 || phases.get(last).hasEnded() ? last + 1 : last;
    }
}
