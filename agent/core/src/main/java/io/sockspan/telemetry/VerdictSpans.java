package io.sockspan.telemetry;

import io.sockspan.time.Clock;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/**
 * Exports verdicts, each the moment it is reached. One that the budget or a full queue leaves out, or that the backend does not accept, is
 * exported later, as long as it stands. For the agent's thread.
 */
final class VerdictSpans {
    private final SpanWriter writer;
    private final SpanBudget budget;
    private final SpanLedger ledger;
    private final UndeliveredVerdicts undelivered;
    private final Function<TrackedSocket, ConnectionTrace> traces;
    private final Clock clock;

    /** By the connection's id. A connection has one verdict at a time. */
    private final Map<Long, StandingVerdict> standing = new HashMap<>();
    /** Those that are to be exported, oldest first. */
    private final Queue<StandingVerdict> waiting = new ArrayDeque<>();

    /** @param traces makes sure that a connection is traced, because its verdict links to its trace; returns null if it is too late */
    VerdictSpans(
            SpanWriter writer,
            SpanBudget budget,
            SpanLedger ledger,
            UndeliveredVerdicts undelivered,
            Function<TrackedSocket, ConnectionTrace> traces,
            Clock clock) {
        this.writer = writer;
        this.budget = budget;
        this.ledger = ledger;
        this.undelivered = undelivered;
        this.traces = traces;
        this.clock = clock;
    }

    void accused(LeakSpan leak) {
        StandingVerdict verdict = new StandingVerdict(leak, clock.nanos());
        standing.put(idOf(leak), verdict);
        waiting.add(verdict);
        exportWaiting();
    }

    /** To be called regularly. */
    void exportWaiting() {
        for (Long connection : undelivered.take()) {
            StandingVerdict verdict = standing.get(connection);
            if (verdict != null && verdict.exported) {
                verdict.exported = false;
                waiting.add(verdict);
            }
        }
        for (StandingVerdict next; (next = waiting.peek()) != null; waiting.remove()) {
            // Needed even if the connection is traced: thousands may become suspect at the same moment.
            if (!next.over && !next.exported && !(budget.admitAnomaly(clock.nanos()) && export(next))) {
                return;
            }
        }
    }

    /** Returns false if the queue has no room. */
    private boolean export(StandingVerdict verdict) {
        TrackedSocket connection = verdict.leak.connection;
        List<Phase> phases = connection == null ? Collections.emptyList() : ConnectionTrace.phasesOf(connection);
        int more = connection == null ? 0 : PreparationSpans.count(connection);
        if (!ledger.hasRoomFor(1 + phases.size() + more)) {
            return false;
        }
        ConnectionTrace trace = connection == null ? null : traces.apply(connection);
        writer.verdict(verdict, trace, phases);
        verdict.exported = true;
        if (trace != null) {
            trace.accused(verdict.leak.kind, verdict.context);
        }
        return true;
    }

    void retracted(LeakSpan leak) {
        StandingVerdict verdict = settled(leak);
        if (verdict != null && verdict.exported) {
            ConnectionTrace trace = leak.connection == null ? null : ConnectionTrace.of(leak.connection);
            writer.retraction(leak, trace, verdict, clock.nanos());
        }
    }

    /** A verdict is over. Returns it; null if there is none. */
    StandingVerdict settled(LeakSpan leak) {
        StandingVerdict verdict = standing.remove(idOf(leak));
        if (verdict != null) {
            verdict.over = true;
            if (!verdict.exported) {
                ledger.overBudget(1);
            }
        }
        return verdict;
    }

    /** The connection will not be observed any more. If its verdict waits, this is the last opportunity to export it. */
    void cutShort(TrackedSocket connection) {
        StandingVerdict verdict = standing.get(connection.id());
        if (verdict != null && !verdict.exported && !export(verdict)) {
            ledger.overBudget(1);
        }
    }

    private static long idOf(LeakSpan leak) {
        return leak.connection == null ? UndeliveredVerdicts.PROCESS : leak.connection.id();
    }
}
