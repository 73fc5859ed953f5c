package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.owners.Findings;
import io.sockspan.time.Clock;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The report as JSON (RFC 8259) for programs. The format is stable: members may be added, but none is renamed, removed or given another
 * meaning. A member is absent if its value is unknown.
 *
 * <pre>{@code
 * {
 *   "takenAt": "2026-11-01T12:00:00.000000000Z",   UTC, always nine digits
 *   "clock": {"nanoTime": 81234567890, "epochNanos": 1793534400000000000},   takenAt on either clock
 *   "kernel": {"readable": true, "ageSeconds": 0.2},   no age if it was never read
 *               "withoutTcpInfo": "...": why no connection has "tcpInfo"; only if none can have it
 *   "eventsDropped": 0, "hookFailures": 0, "stacksSkipped": 0,
 *   "endsNotFollowed": 0,       closed connections whose end was not followed, as too many closed
 *   "closeStatesNotRead": 0,    closes whose state was not read, as too many closed
 *   "tlsHandshakesNotFollowed": 0,   those of SSLEngine that were not, as too many were going on
 *   "processors": 0.5,          how much of a processor the process may use; only if that is below 1, and the agent does less
 *   "socketsSeen": 41,
 *   "nativeSockets": 0,         open sockets of native code
 *   "open": [connection...],    oldest first
 *   "ended": [connection...],   as many as are kept, oldest first
 *   "suspects": [suspect...]    the worst first
 * }
 *
 * suspect: {
 *   "fingerprint": "3f9a1c7e", "kind": "close_wait",
 *   "certain": false,           true for a leak, false for a suspicion
 *   "pool": "OkHttp",           of a remark: the library in whose pool the connections lie; absent for suspicions
 *   "count": 7,                 accused now; "ids" may list fewer
 *   "total": 9, "retracted": 2, since the start
 *   "limitSeconds": 10,         none for kinds that are not about time
 *   "sinceSeconds": 838.2,      how long it has lasted for the example
 *   "openedAt": "com.acme.Inventory.lookup(Inventory.java:88)", "openedBy": "OkHttp",
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
 *   "stateForSeconds": 838.2,   at the least if foundInState
 *   "foundInState": false,      whether it was in that state when the agent found it
 *   "openedNanos": 1793533558000400000, "releasedNanos": ...,   since 1970; the descriptor's own times
 *   "local": {"address": "10.0.0.5", "port": 51344}, "remote": {...}, "serverName": "db-3",
 *   "thread": "http-8080-exec-4", "openedAt": "com.acme.Inventory.lookup(Inventory.java:88)",
 *   "openedBy": "OkHttp",       the library that opened it on behalf of that line, if there was one
 *   "stack": ["..."],           innermost first
 *   "firstUse": {"thread": "...", "stack": ["..."]},   if adopted: the first call that used it since, if there was one
 *   "lastUse": {"transfer": "read", "atNanos": ..., "thread": "...", "at": "...", "stack": ["..."]},   if it was recorded, as
 *                               of suspects; transfer is read, write or end_of_stream
 *   "closeCall": {"byInterrupt": false, "thread": "...", "at": "...", "stack": ["..."]},   of a close that reset or was an
 *                               interrupt's; then also "interruptedThread", and "interrupterKnown": whether "thread" interrupted it
 *   "dnsLookup": {"startedNanos": ..., "seconds": 0.012000, "name": "db-3", "addresses": 2},   of a client's peer, if it was
 *                               seen; a failed one has "errorType" instead of "addresses"
 *   "tlsHandshakes": [{"startedNanos": ..., "seconds": 0.006000, "protocol": "TLSv1.3", "cipher": "...", "resumed": false}],
 *                               if any was seen; a failed one has "errorType", "errorText", "alertBy" (local, remote) instead,
 *                               and also "undecided": true if it timed out and the connection is open, so that it may go on
 *   "tlsHandshakeBegunNanos": ...,   if an SSLEngine has begun one that has not ended
 *   "closedBy": "remote",       local, remote, reset, gc
 *   "resetBy": "remote",        local, remote, unknown
 *   "errorType": "connection_refused",
 *   "synRetransmits": 0, "unansweredProbes": 0,
 *   "unreadBytes": 17,          in the receive buffer
 *   "unsentBytes": 2626560,     in a send queue that is full
 *   "acceptQueue": 3, "acceptQueueLimit": 50,   of a listener: connections that were not accepted yet
 *   "acceptWaitSeconds": 1.2,   of an accepted one: how long it waited in that queue, to 0.01
 *   "inherited": false,         of a closed one: whether it lives on in the kernel, as another process has its descriptor
 *   "eventsLost": false,        whether events of it were
 *   "tcpInfo": {                all that the kernel knows of a connection (tcp(7)); members that it does not know are absent
 *     "readSecondsAgo": 0.1, "rttSeconds": 0.000085, "minRttSeconds": 0.000023,
 *     "retransmits": 0,         segments
 *     "bytesAcknowledged": 1200, "bytesReceived": 340,
 *     "unsentBytes": 0, "unacknowledgedSegments": 0,
 *     "deliveryRate": 1200000, "deliveryLimitedByApplication": true,   bytes each second; less than the network carries
 *     "busySeconds": 0.1,       how long data was to be sent, and how much of that what limited it
 *     "limitedByPeerSeconds": 0.0, "limitedBySendBufferSeconds": 0.0,
 *     "secondsSinceSent": 12.34, "secondsSinceReceived": 12.34, "secondsSinceAcknowledged": 12.34},   data; to 0.01
 *   "transitions": [{"from": "syn_sent", "to": "established", "evidence": "call",
 *     "earliest": "2026-11-01T11:45:58.000400000Z", "latest": "...",   the same moment in two forms:
 *     "earliestNanos": 1793533558000400000, "latestNanos": ...}]        nanoseconds since 1970
 * }
 * }</pre>
 *
 * <p>Pure functions, for any thread.
 */
public final class JsonReport {
    private static final DateTimeFormatter ISO =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private final JsonWriter json;
    private final long now;
    private final Clock clock;
    private final boolean stacks;
    private final JsonConnections connections;

    private JsonReport(Writer out, Snapshot snapshot, boolean stacks) {
        this.json = new JsonWriter(out);
        this.json.setSerializeNulls(false);
        this.now = snapshot.takenAt;
        this.clock = snapshot.clock;
        this.stacks = stacks;
        this.connections = new JsonConnections(json, now, clock);
    }

    /** The text that {@link #write} writes. */
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
     * Writes one JSON object, and flushes the writer without closing it.
     *
     * @param stacks whether to write every connection's opening stack, and not only that of the suspects' examples
     * @throws IOException if the writer throws one; a part of the object may have been written then
     */
    public static void write(Snapshot snapshot, List<Suspect> suspects, boolean stacks, Writer out) throws IOException {
        JsonReport report = new JsonReport(out, snapshot, stacks);
        report.snapshot(snapshot, suspects);
        report.json.flush();
    }

    /** The object without {@code ended}, and with only some of the open sockets. */
    public static String sockets(Snapshot snapshot, List<SocketSnapshot> sockets, List<Suspect> suspects) {
        return render(snapshot, report -> {
            report.json.beginObject();
            report.state(snapshot);
            report.connections("open", sockets);
            report.suspects(suspects);
            report.json.endObject();
        });
    }

    /** The object with {@code suspects}, and without a list of connections. */
    public static String suspects(Snapshot snapshot, List<Suspect> suspects) {
        return suspects(snapshot, suspects, null);
    }

    /**
     * The same, with members {@code search} and {@code holders} as {@link JsonOwners} writes {@code search} and {@code sockets}.
     *
     * @param findings null if nobody searched for holders
     */
    public static String suspects(Snapshot snapshot, List<Suspect> suspects, Findings findings) {
        return render(snapshot, report -> {
            report.json.beginObject();
            report.state(snapshot);
            report.suspects(suspects);
            if (findings != null) {
                JsonOwners.search(report.json, findings);
                report.json.name("holders");
                JsonOwners.sockets(
                        report.json,
                        suspects.stream()
                                .flatMap(suspect -> suspect.sockets.stream())
                                .collect(Collectors.toList()),
                        findings);
            }
            report.json.endObject();
        });
    }

    /** One connection, with its opening stack. */
    public static String socket(Snapshot snapshot, SocketSnapshot socket) {
        return render(snapshot, report -> report.connections.write(socket, true));
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

    /** When the snapshot was taken, and what the agent missed. */
    private void state(Snapshot snapshot) throws IOException {
        json.name("takenAt").value(iso(epoch(now)));
        json.name("clock").beginObject();
        json.name("nanoTime").value(now);
        json.name("epochNanos").value(epoch(now));
        json.endObject();
        json.name("kernel").beginObject();
        json.name("readable").value(snapshot.kernelReadable);
        if (snapshot.kernelReadAt != Long.MIN_VALUE) {
            connections.seconds("ageSeconds", now - snapshot.kernelReadAt);
        }
        json.name("withoutTcpInfo").value(snapshot.withoutStatistics);
        json.endObject();
        json.name("eventsDropped").value(snapshot.eventsDropped);
        json.name("hookFailures").value(snapshot.hookFailures);
        json.name("stacksSkipped").value(snapshot.stacksSkipped);
        json.name("endsNotFollowed").value(snapshot.endsNotFollowed);
        json.name("closeStatesNotRead").value(snapshot.closesUnasked);
        json.name("tlsHandshakesNotFollowed").value(snapshot.handshakesUnfollowed);
        if (snapshot.processors < 1) {
            json.name("processors").value(snapshot.processors);
        }
        json.name("socketsSeen").value(snapshot.seen);
        json.name("nativeSockets").value(snapshot.nativeSockets());
    }

    private void connections(String name, List<SocketSnapshot> sockets) throws IOException {
        json.name(name).beginArray();
        for (SocketSnapshot socket : sockets) {
            connections.write(socket, stacks);
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
        json.name("pool").value(suspect.pool);
        json.name("count").value(suspect.count);
        json.name("total").value(suspect.total);
        json.name("retracted").value(suspect.retracted);
        if (suspect.limit > 0) {
            connections.seconds("limitSeconds", suspect.limit);
        }
        if (suspect.since != Long.MIN_VALUE) {
            connections.seconds("sinceSeconds", now - suspect.since);
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
            connections.opener(example);
            json.name("example");
            connections.write(example, true);
        }
        json.name("ids").beginArray();
        for (SocketSnapshot socket : suspect.sockets) {
            json.value(socket.id);
        }
        json.endArray();
        json.endObject();
    }

    private long epoch(long nanos) {
        return clock.epochNanos(nanos);
    }

    static String iso(long epochNanos) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return ISO.format(Instant.ofEpochSecond(Math.floorDiv(epochNanos, second), Math.floorMod(epochNanos, second)));
    }
}
