package io.sockspan.telemetry;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The verdicts that the backend did not accept, so that they can be exported again once it accepts spans. Thread-safe: the exporter's
 * threads add, the agent's thread takes.
 */
final class UndeliveredVerdicts {
    /** Stands for a verdict that concerns no single connection. */
    static final long PROCESS = -1;

    /** While the backend accepts nothing, one verdict is exported after each such time, to find out. */
    private static final long PROBE_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST = 100_000;

    private final Set<Long> connections = new LinkedHashSet<>();
    private boolean accepting = true;
    private long probedAt;

    /** The backend accepted spans. */
    synchronized void accepted() {
        accepting = true;
    }

    /** The verdicts among spans. */
    static List<SpanData> in(Collection<SpanData> spans) {
        List<SpanData> verdicts = new ArrayList<>(0);
        for (SpanData span : spans) {
            if (span.getName().startsWith(SpanWriter.LEAK) && !span.getName().equals(SpanWriter.RETRACTED)) {
                verdicts.add(span);
            }
        }
        return verdicts;
    }

    /** The backend did not accept spans, with these verdicts among them. */
    synchronized void failed(List<SpanData> verdicts) {
        if (accepting) {
            accepting = false;
            probedAt = System.nanoTime();
        }
        for (SpanData verdict : verdicts) {
            if (connections.size() < MOST) {
                Long connection = verdict.getAttributes().get(SockspanAttributes.CONNECTION_ID);
                connections.add(connection == null ? PROCESS : connection);
            }
        }
    }

    /** Removes and returns the connections whose verdicts are to be exported again now. */
    synchronized List<Long> take() {
        if (connections.isEmpty()) {
            return Collections.emptyList();
        }
        if (accepting) {
            List<Long> all = new ArrayList<>(connections);
            connections.clear();
            return all;
        }
        long now = System.nanoTime();
        if (now - probedAt < PROBE_INTERVAL) {
            return Collections.emptyList();
        }
        probedAt = now;
        Iterator<Long> first = connections.iterator();
        Long probe = first.next();
        first.remove();
        return Collections.singletonList(probe);
    }
}
