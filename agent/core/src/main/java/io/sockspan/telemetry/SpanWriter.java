package io.sockspan.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Clock;
import io.sockspan.time.Times;
import io.sockspan.track.TrackedSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes traces: starts and ends each span at once, with the recorded times. What is written is exported; whether to write is decided
 * elsewhere. The current context is neither read nor set. For the agent's thread.
 */
final class SpanWriter {
    static final String CONNECTION = "tcp connection";
    static final String LEAK = "tcp leak ";
    static final String RETRACTED = "tcp leak retracted";

    private static final double NANOS_PER_SECOND = 1e9;

    private final Tracer tracer;
    private final FixedIds ids;
    private final SpanTimes times;
    private final ConnectionAttributes attributes = new ConnectionAttributes();
    private final PhaseSpans phaseSpans;
    private final PreparationSpans preparationSpans;

    SpanWriter(Tracer tracer, FixedIds ids, Clock clock) {
        this.tracer = tracer;
        this.ids = ids;
        this.times = new SpanTimes(clock);
        this.phaseSpans = new PhaseSpans(tracer, times, attributes);
        this.preparationSpans = new PreparationSpans(tracer, times, attributes);
    }

    /**
     * Writes the whole trace of a connection, or the one span of a listener.
     *
     * @param lastKnown when the connection was last known to be in its present state, {@link System#nanoTime()}
     */
    void connection(TrackedSocket connection, ConnectionTrace trace, List<Phase> phases, long lastKnown) {
        boolean listens = connection.role() == Role.LISTENER;
        SpanBuilder root = tracer.spanBuilder(listens ? Phase.Kind.LISTEN.spanName : CONNECTION);
        if (trace.listener != null) {
            root.addLink(trace.listener);
        }
        linkToApplication(connection, root);
        trace.verdicts().forEach(root::addLink);
        AttributesBuilder to = Attributes.builder();
        attributes.identity(connection, stateAfter(connection, phases), to);
        attributes.origin(connection, to);
        attributes.outcome(connection, to);
        TcpInfoAttributes.put(connection.statistics(), to);
        String error = phaseSpans.outline(connection, phases, to);
        root.setAllAttributes(to.build());
        long start = startOf(connection, phases);
        ids.next(trace.ids.context());
        Span span = start(root.setNoParent(), start, error);
        if (!listens) {
            phaseSpans.moments(phases, lastKnown, span);
            preparationSpans.moments(connection, span);
        }
        end(span, start, PreparationSpans.end(connection, endOf(phases, lastKnown, lastKnown)));
        if (!listens) {
            phaseSpans.children(connection, phases, lastKnown, childOf(span.getSpanContext()), false);
            preparationSpans.children(connection, childOf(span.getSpanContext()), false);
        }
    }

    /** Writes the connect into the application's own trace too, with a link to the connection's. */
    void mirror(TrackedSocket connection, Phase connect, ConnectionTrace trace) {
        SpanBuilder span = tracer.spanBuilder(connect.kind.spanName)
                .setParent(childOf(ApplicationSpan.contextOf(connection)))
                .addLink(trace.ids.context());
        AttributesBuilder to = Attributes.builder();
        attributes.identity(connection, connect.state(), to);
        to.put(SockspanAttributes.MIRROR, true);
        String error = phaseSpans.detail(connection, connect, to);
        span.setAllAttributes(to.build());
        end(start(span, connect.start, error), connect.start, connect.end(connect.start));
    }

    /**
     * Writes the trace of a verdict, with the phases so far.
     *
     * @param trace the connection's trace, which may not be exported yet; null if there is none to link to
     */
    void verdict(StandingVerdict verdict, ConnectionTrace trace, List<Phase> phases) {
        LeakSpan leak = verdict.leak;
        long now = verdict.reachedAt;
        TrackedSocket connection = leak.connection;
        SpanBuilder root = leakSpan(leak, LEAK + leak.kind.label(), trace);
        root.setAttribute(SockspanAttributes.LEAK_DURATION, Math.max(0, now - leak.since) / NANOS_PER_SECOND);
        long start = leak.since;
        long lastKnown = now;
        if (connection != null) {
            linkToApplication(connection, root);
            AttributesBuilder to = Attributes.builder();
            attributes.identity(connection, connection.tcp().state(), to);
            attributes.origin(connection, to);
            attributes.outcome(connection, to);
            attributes.use(connection, to);
            to.put(SockspanAttributes.EVIDENCE, connection.tcp().evidence().label());
            TcpInfoAttributes.put(connection.readStatistics(), to);
            root.setAllAttributes(to.build());
            start = startOf(connection, phases);
            lastKnown = connection.tcp().lastKnownAt();
        }
        ids.next(verdict.context);
        Span span = start(root.setNoParent(), start, VerdictText.of(leak, now));
        phaseSpans.moments(phases, lastKnown, span);
        // Exported later than reached, it covers what was observed in between, as its children do.
        end(span, start, PreparationSpans.end(connection, Times.later(now, endOf(phases, lastKnown, now))));
        phaseSpans.children(connection, phases, lastKnown, childOf(span.getSpanContext()), true);
        preparationSpans.children(connection, childOf(span.getSpanContext()), true);
    }

    /** Writes the retraction of a verdict, as a trace of its own that lasts as long as the verdict stood. */
    void retraction(LeakSpan leak, ConnectionTrace trace, StandingVerdict verdict, long now) {
        SpanBuilder root = leakSpan(leak, RETRACTED, trace).addLink(verdict.context);
        if (leak.connection != null) {
            AttributesBuilder to = Attributes.builder();
            attributes.identity(leak.connection, leak.connection.tcp().state(), to);
            attributes.use(leak.connection, to);
            root.setAllAttributes(to.build());
        }
        end(start(root.setNoParent(), verdict.reachedAt, null), verdict.reachedAt, now);
    }

    /** What distinguishes the verdicts is set first: a limit on the number of attributes keeps the first ones. */
    private SpanBuilder leakSpan(LeakSpan leak, String name, ConnectionTrace trace) {
        SpanBuilder span = tracer.spanBuilder(name)
                .setAttribute(SockspanAttributes.LEAK_KIND, leak.kind.label())
                .setAttribute(SockspanAttributes.LEAK_FINGERPRINT, leak.fingerprint)
                .setAttribute(SockspanAttributes.LEAK_COUNT, leak.count);
        if (leak.limit > 0) {
            span.setAttribute(SockspanAttributes.LEAK_LIMIT, leak.limit / NANOS_PER_SECOND);
        }
        if (leak.detail != null) {
            span.setAttribute(SockspanAttributes.LEAK_DETAIL, leak.detail);
        }
        if (trace != null) {
            span.addLink(trace.ids.context());
        }
        return span;
    }

    /** @param error why it is an error; null if it is none */
    private Span start(SpanBuilder builder, long at, String error) {
        Span span =
                builder.setStartTimestamp(times.epoch(at), TimeUnit.NANOSECONDS).startSpan();
        if (error != null) {
            span.setStatus(StatusCode.ERROR, error);
        }
        return span;
    }

    private void end(Span span, long start, long end) {
        span.end(times.epochAfter(start, end), TimeUnit.NANOSECONDS);
    }

    /** The lookup of the peer's name comes before everything that TCP does. */
    private static long startOf(TrackedSocket connection, List<Phase> phases) {
        long start = phases.isEmpty() ? connection.openedAt() : phases.get(0).start;
        return PreparationSpans.start(connection, start);
    }

    private static long endOf(List<Phase> phases, long lastKnown, long ifNone) {
        return phases.isEmpty() ? ifNone : phases.get(phases.size() - 1).end(lastKnown);
    }

    private static TcpState stateAfter(TrackedSocket connection, List<Phase> phases) {
        return phases.isEmpty()
                ? connection.tcp().state()
                : phases.get(phases.size() - 1).state();
    }

    private static void linkToApplication(TrackedSocket connection, SpanBuilder span) {
        SpanContext application = ApplicationSpan.contextOf(connection);
        if (application.isValid()) {
            span.addLink(application);
        }
    }

    private static Context childOf(SpanContext parent) {
        return Context.root().with(Span.wrap(parent));
    }
}
