package io.sockspan.runtime;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.telemetry.Gauges;
import io.sockspan.telemetry.LeakSpan;
import io.sockspan.telemetry.TelemetrySink;
import io.sockspan.track.NameLookup;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Keeps the calls to telemetry while telemetry starts, in order, and counts those that it has no room for. Events usually wait in the
 * recorder's queue meanwhile; they arrive here when a report is requested, or when that queue fills up. For the agent's thread.
 */
final class EarlyCalls implements TelemetrySink {
    /** About 50 bytes each, and what they hold: connections and readings. */
    static final int KEPT = 16_384;
    /** As long as there are fewer calls, those are kept too that come without end while telemetry waits for descriptors. */
    static final int REGULAR = 4_096;

    private final Queue<Consumer<TelemetrySink>> calls = new ArrayDeque<>();
    private long missed;

    void replayTo(TelemetrySink sink) {
        for (Consumer<TelemetrySink> call; (call = calls.poll()) != null; ) {
            call.accept(sink);
        }
        if (missed > 0) {
            sink.missed(missed);
            missed = 0;
        }
    }

    @Override
    public void shed() {
        missed += calls.size();
        calls.clear();
    }

    private void keep(Consumer<TelemetrySink> call) {
        keepBelow(KEPT, call);
    }

    private void keepRegular(Consumer<TelemetrySink> call) {
        keepBelow(REGULAR, call);
    }

    private void keepBelow(int limit, Consumer<TelemetrySink> call) {
        if (calls.size() < limit) {
            calls.add(call);
        } else {
            missed++;
        }
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        keep(sink -> sink.transitioned(connection, transition));
    }

    @Override
    public void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        keepRegular(sink -> sink.read(connection, before, now));
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        keep(sink -> sink.connectFailed(connection));
    }

    @Override
    public void lookedUp(TrackedSocket connection, NameLookup lookup) {
        keep(sink -> sink.lookedUp(connection, lookup));
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        keep(sink -> sink.negotiated(connection, negotiation));
    }

    @Override
    public void ended(TrackedSocket connection) {
        keep(sink -> sink.ended(connection));
    }

    /** Each may turn out to be traced, and its trace is to say how it closed. */
    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        return true;
    }

    @Override
    public void accused(LeakSpan accusation) {
        keep(sink -> sink.accused(accusation));
    }

    @Override
    public void retracted(LeakSpan accusation) {
        keep(sink -> sink.retracted(accusation));
    }

    @Override
    public void settled(LeakSpan accusation) {
        keep(sink -> sink.settled(accusation));
    }

    @Override
    public void swept(long nanos, Gauges gauges) {
        keepRegular(sink -> sink.swept(nanos, gauges));
    }

    @Override
    public void cutShort(TrackedSocket connection, long seenAt) {
        keep(sink -> sink.cutShort(connection, seenAt));
    }
}
