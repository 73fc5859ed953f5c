package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Transition;
import io.sockspan.track.Clock;
import io.sockspan.track.Endpoint;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is known, as JSON (RFC 8259) for programs. The format is stable: members may be added, none is renamed, removed or given
 * another meaning. A member whose value is not known is left out.
 *
 * <pre>{@code
 * {
 *   "takenAt": "2026-11-01T12:00:00.000000000Z",   UTC, always nine digits
 *   "clock": {"nanoTime": 81234567890, "epochNanos": 1793534400000000000},   takenAt on either clock
 *   "kernel": {"readable": true, "ageSeconds": 0.2},   no age if it was never read
 *   "dropped": 0, "hookFailures": 0, "stacksSkipped": 0, "endsNotFollowed": 0, "closesUnasked": 0, "seen": 41,
 *   "endsNotFollowed": 3,       closed connections whose end was not followed, as too many closed; absent if there are none
 *   "open": [connection...],    oldest first
 *   "ended": [connection...],   as many as are kept, oldest first
 *   "suspects": [suspect...]    the worst first
 * }
 *
 * suspect: {
 *   "fingerprint": "3f9a1c7e", "kind": "close_wait",
 *   "certain": false,           true for a leak, false for a suspicion
 *   "count": 7,                 accused now; "ids" may list fewer
 *   "total": 9, "retracted": 2, since the start
 *   "limitSeconds": 10,         none for kinds that are not about time
 *   "sinceSeconds": 838.2,      how long it has lasted for the example
 *   "openedAt": "com.acme.Inventory.lookup(Inventory.java:88)",
 *   "detail": ["..."],          more facts in words
 *   "example": connection,      with its stack
 *   "ids": [1042, 1043]         the accused
 * }
 *
 * connection: {
 *   "id": 1042,
 *   "role": "client",           client, server, listener, unconnected
 *   "roleInferred": false,      whether the role follows only from the ports that listeners have
 *   "adopted": false,           whether it is older than the agent, so that its age counts from when it was found
 *   "open": true,               whether the descriptor is
 *   "state": "close_wait",      as in OpenTelemetry's network.connection.state
 *   "stateInferred": false, "evidence": "kernel",   call, kernel, proc, inferred
 *   "ageSeconds": 842.0,        since the descriptor was created; up to its return if it was given back
 *   "stateForSeconds": 838.2,
 *   "openedNanos": 1793533558000400000, "releasedNanos": ...,   since 1970; the descriptor's own times
 *   "local": {"address": "10.0.0.5", "port": 51344}, "remote": {...}, "serverName": "db-3",
 *   "thread": "http-8080-exec-4", "openedAt": "com.acme.Inventory.lookup(Inventory.java:88)",
 *   "stack": ["..."],           innermost first
 *   "firstUse": {"thread": "...", "stack": ["..."]},   if adopted: the first call that used it since, if there was one
 *   "closedBy": "remote",       local, remote, reset, gc
 *   "resetBy": "remote",        local, remote, unknown
 *   "errorType": "connection_refused",
 *   "synRetransmits": 0, "unansweredProbes": 0,
 *   "waiting": 17, "backlog": 50,   bytes unread; for a listener connections not accepted, and its limit
 *   "incomplete": false,        whether events of it were lost
 *   "transitions": [{"from": "syn_sent", "to": "established", "evidence": "call",
 *     "earliest": "2026-11-01T11:45:58.000400000Z", "latest": "...",   the same moment in two forms:
 *     "earliestNanos": 1793533558000400000, "latestNanos": ...}]        nanoseconds since 1970
 * }
 * }</pre>
 *
 * <p>Pure functions; they may be called on any thread.
 */
public final class JsonReport {
    private static final DateTimeFormatter ISO =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private final JsonWriter json;
    private final long now;
    private final Clock clock;
    private final boolean stacks;

    private JsonReport(Writer out, Snapshot snapshot, boolean stacks) {
        this.json = new JsonWriter(out);
        this.json.setSerializeNulls(false);
        this.now = snapshot.takenAt;
        this.clock = snapshot.clock;
        this.stacks = stacks;
    }

    /** The same as {@link #write}, as a string. */
    public static String render(Snapshot snapshot, List<Suspect> suspects, boolean stacks) {
        StringWriter out = new StringWriter();
        try {
            write(snapshot, suspects, stacks, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /**
     * Writes one JSON object, and flushes but does not close the writer.
     *
     * @param stacks whether every connection has its opening stack, and not only the suspects' examples
     * @throws IOException what the writer throws; part of the object may have been written
     */
    public static void write(Snapshot snapshot, List<Suspect> suspects, boolean stacks, Writer out) throws IOException {
        JsonReport report = new JsonReport(out, snapshot, stacks);
        report.snapshot(snapshot, suspects);
        report.json.flush();
    }

    /** The object without {@code ended}, and with some of the open sockets only. */
    public static String sockets(Snapshot snapshot, List<SocketSnapshot> sockets, List<Suspect> suspects) {
        return render(snapshot, report -> {
            report.json.beginObject();
            report.state(snapshot);
            report.connections("open", sockets);
            report.suspects(suspects);
            report.json.endObject();
        });
    }

    /** The object with {@code suspects} and no connections beside them. */
    public static String suspects(Snapshot snapshot, List<Suspect> suspects) {
        return render(snapshot, report -> {
            report.json.beginObject();
            report.state(snapshot);
            report.suspects(suspects);
            report.json.endObject();
        });
    }

    /** One connection, with its opening stack. */
    public static String socket(Snapshot snapshot, SocketSnapshot socket) {
        return render(snapshot, report -> report.connection(socket, true));
    }

    /** Writes a part. */
    private interface Part {
        void write(JsonReport report) throws IOException;
    }

    private static String render(Snapshot snapshot, Part part) {
        StringWriter out = new StringWriter();
        try {
            JsonReport report = new JsonReport(out, snapshot, false);
            part.write(report);
            report.json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private void snapshot(Snapshot snapshot, List<Suspect> suspects) throws IOException {
        json.beginObject();
        state(snapshot);
        connections("open", snapshot.open);
        connections("ended", snapshot.ended);
        suspects(suspects);
        json.endObject();
    }

    /** When it was taken, and how far it can be trusted. */
    private void state(Snapshot snapshot) throws IOException {
        json.name("takenAt").value(iso(epoch(now)));
        json.name("clock").beginObject();
        json.name("nanoTime").value(now);
        json.name("epochNanos").value(epoch(now));
        json.endObject();
        json.name("kernel").beginObject();
        json.name("readable").value(snapshot.kernelReadable);
        if (snapshot.kernelReadAt != Long.MIN_VALUE) {
            seconds("ageSeconds", now - snapshot.kernelReadAt);
        }
        json.endObject();
        json.name("dropped").value(snapshot.eventsDropped);
        json.name("hookFailures").value(snapshot.hookFailures);
        json.name("stacksSkipped").value(snapshot.stacksSkipped);
        json.name("endsNotFollowed").value(snapshot.endsNotFollowed);
        json.name("closesUnasked").value(snapshot.closesUnasked);
        if (snapshot.endsNotFollowed > 0) {
            json.name("endsNotFollowed").value(snapshot.endsNotFollowed);
        }
        json.name("seen").value(snapshot.seen);
    }

    private void connections(String name, List<SocketSnapshot> sockets) throws IOException {
        json.name(name).beginArray();
        for (SocketSnapshot socket : sockets) {
            connection(socket, stacks);
        }
        json.endArray();
    }

    private void suspects(List<Suspect> suspects) throws IOException {
        json.name("suspects").beginArray();
        for (Suspect suspect : suspects) {
            suspect(suspect);
        }
        json.endArray();
    }

    private void suspect(Suspect suspect) throws IOException {
        json.beginObject();
        json.name("fingerprint").value(suspect.fingerprint);
        json.name("kind").value(suspect.kind.label());
        json.name("certain").value(suspect.kind == LeakKind.DROPPED);
        json.name("count").value(suspect.count);
        json.name("total").value(suspect.total);
        json.name("retracted").value(suspect.retracted);
        if (suspect.limit > 0) {
            seconds("limitSeconds", suspect.limit);
        }
        if (suspect.since != Long.MIN_VALUE) {
            seconds("sinceSeconds", now - suspect.since);
        }
        if (suspect.detail != null) {
            json.name("detail").beginArray();
            for (String line : suspect.detail.split("\n")) {
                json.value(line);
            }
            json.endArray();
        }
        if (!suspect.sockets.isEmpty()) {
            SocketSnapshot example = suspect.sockets.get(0);
            json.name("openedAt").value(openedAt(example));
            json.name("example");
            connection(example, true);
        }
        json.name("ids").beginArray();
        for (SocketSnapshot socket : suspect.sockets) {
            json.value(socket.id);
        }
        json.endArray();
        json.endObject();
    }

    private void connection(SocketSnapshot socket, boolean withStack) throws IOException {
        json.beginObject();
        json.name("id").value(socket.id);
        json.name("role").value(socket.role.label());
        json.name("roleInferred").value(socket.roleInferred);
        json.name("adopted").value(socket.adopted);
        json.name("open").value(socket.isOpen());
        json.name("state").value(socket.state.semconv());
        json.name("stateInferred").value(socket.evidence == Evidence.INFERRED);
        json.name("evidence").value(socket.evidence.label());
        seconds("ageSeconds", (socket.isOpen() ? now : socket.releasedAt) - socket.openedAt);
        seconds("stateForSeconds", now - socket.since);
        json.name("openedNanos").value(epoch(socket.openedAt));
        if (!socket.isOpen()) {
            json.name("releasedNanos").value(epoch(socket.releasedAt));
        }
        end("local", socket.local);
        end("remote", socket.remote);
        json.name("serverName").value(socket.serverName);
        json.name("thread").value(socket.thread);
        json.name("openedAt").value(openedAt(socket));
        if (withStack && socket.openedBy != null) {
            json.name("stack").beginArray();
            for (StackTraceElement frame : socket.openedBy.frames()) {
                json.value(Names.frame(frame));
            }
            json.endArray();
        }
        if (socket.firstUsedBy != null) {
            firstUse(socket);
        }
        json.name("closedBy").value(socket.closedBy == null ? null : socket.closedBy.label());
        json.name("resetBy").value(socket.resetBy == null ? null : socket.resetBy.label());
        json.name("errorType").value(socket.errorType);
        json.name("synRetransmits").value(socket.synRetransmits);
        json.name("unansweredProbes").value(socket.unansweredProbes);
        known("waiting", socket.waiting);
        known("backlog", socket.backlog);
        json.name("incomplete").value(socket.incomplete);
        json.name("transitions").beginArray();
        for (Transition transition : socket.transitions) {
            transition(transition);
        }
        json.endArray();
        json.endObject();
    }

    private void firstUse(SocketSnapshot socket) throws IOException {
        json.name("firstUse").beginObject();
        json.name("thread").value(socket.firstUser);
        json.name("stack").beginArray();
        for (StackTraceElement frame : socket.firstUsedBy.frames()) {
            json.value(Names.frame(frame));
        }
        json.endArray();
        json.endObject();
    }

    private void transition(Transition transition) throws IOException {
        long earliest = epoch(transition.earliest);
        long latest = epoch(transition.latest);
        json.beginObject();
        json.name("from").value(transition.from.semconv());
        json.name("to").value(transition.to.semconv());
        json.name("evidence").value(transition.evidence.label());
        json.name("earliest").value(iso(earliest));
        json.name("latest").value(iso(latest));
        json.name("earliestNanos").value(earliest);
        json.name("latestNanos").value(latest);
        json.endObject();
    }

    private void end(String name, Endpoint end) throws IOException {
        if (end == null) {
            return;
        }
        json.name(name).beginObject();
        json.name("address").value(end.address == null ? null : end.address.getHostAddress());
        json.name("port").value(end.port);
        json.endObject();
    }

    private void known(String name, int number) throws IOException {
        if (number >= 0) {
            json.name(name).value(number);
        }
    }

    /** To the microsecond: a duration is the difference of two looks, and no more precise than that. */
    private void seconds(String name, long nanos) throws IOException {
        json.name(name).value(BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMicros(nanos), 6));
    }

    private static String openedAt(SocketSnapshot socket) {
        StackTraceElement frame = socket.openedBy == null ? null : socket.openedBy.userFrame();
        return frame == null ? null : Names.frame(frame);
    }

    private long epoch(long nanos) {
        return clock.epochNanos(nanos);
    }

    private static String iso(long epochNanos) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return ISO.format(Instant.ofEpochSecond(Math.floorDiv(epochNanos, second), Math.floorMod(epochNanos, second)));
    }
}
