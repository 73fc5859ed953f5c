package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Clock;
import io.sockspan.track.CloseCall;
import io.sockspan.track.Endpoint;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/** Writes connections in the format that {@link JsonReport} describes. */
final class JsonConnections {
    private final JsonWriter json;
    private final long now;
    private final Clock clock;

    JsonConnections(JsonWriter json, long now, Clock clock) {
        this.json = json;
        this.now = now;
        this.clock = clock;
    }

    void write(SocketSnapshot socket, boolean withStack) throws IOException {
        json.beginObject();
        json.name("id").value(socket.id);
        json.name("role").value(socket.role.label());
        json.name("roleInferred").value(socket.roleInferred);
        json.name("adopted").value(socket.adopted);
        json.name("open").value(socket.isOpen());
        json.name("state").value(socket.state.semconv());
        json.name("stateInferred").value(socket.evidence == Evidence.INFERRED);
        json.name("evidence").value(socket.evidence.label());
        seconds("ageSeconds", socket.age(now));
        seconds("stateForSeconds", now - socket.since);
        json.name("foundInState").value(socket.isFoundInState());
        json.name("openedNanos").value(epoch(socket.openedAt));
        if (!socket.isOpen()) {
            json.name("releasedNanos").value(epoch(socket.releasedAt));
        }
        end("local", socket.local);
        end("remote", socket.remote);
        json.name("serverName").value(socket.serverName);
        json.name("thread").value(socket.thread);
        opener(socket);
        if (withStack && socket.openedBy != null) {
            stack(socket.openedBy);
        }
        if (socket.firstUsedBy != null) {
            firstUse(socket);
        }
        use(socket, withStack);
        closing(socket, withStack);
        new JsonPreparation(json, clock).write(socket);
        condition(socket);
        if (socket.statistics != null) {
            statistics(socket.statistics);
        }
        json.name("transitions").beginArray();
        for (Transition transition : socket.transitions) {
            transition(transition);
        }
        json.endArray();
        json.endObject();
    }

    private void condition(SocketSnapshot socket) throws IOException {
        json.name("closedBy").value(socket.closedBy == null ? null : socket.closedBy.label());
        json.name("resetBy").value(socket.resetBy == null ? null : socket.resetBy.label());
        json.name("errorType").value(socket.errorType);
        json.name("synRetransmits").value(socket.synRetransmits);
        json.name("unansweredProbes").value(socket.unansweredProbes);
        boolean listener = socket.role == Role.LISTENER;
        known(listener ? "acceptQueue" : "unreadBytes", socket.waiting);
        known("unsentBytes", socket.sendQueueBytes);
        known("acceptQueueLimit", socket.backlog);
        knownSeconds("acceptWaitSeconds", socket.acceptWait);
        if (!socket.isOpen()) {
            json.name("inherited").value(socket.inherited);
        }
        json.name("eventsLost").value(socket.incomplete);
    }

    private void statistics(TcpStatistics known) throws IOException {
        json.name("tcpInfo").beginObject();
        seconds("readSecondsAgo", now - known.readEnded);
        knownSeconds("rttSeconds", known.rtt());
        knownSeconds("minRttSeconds", known.minRtt());
        known("retransmits", known.retransmits());
        known("bytesAcknowledged", known.bytesAcknowledged());
        known("bytesReceived", known.bytesReceived());
        known("unsentBytes", known.unsentBytes());
        known("unacknowledgedSegments", known.unacknowledgedSegments());
        known("deliveryRate", known.deliveryRate());
        if (known.deliveryRate() >= 0) {
            json.name("deliveryLimitedByApplication").value(known.isDeliveryLimitedByApplication());
        }
        knownSeconds("busySeconds", known.busy());
        knownSeconds("limitedByPeerSeconds", known.limitedByPeer());
        knownSeconds("limitedBySendBufferSeconds", known.limitedBySendBuffer());
        knownSeconds("secondsSinceSent", known.sinceSent());
        knownSeconds("secondsSinceReceived", known.sinceReceived());
        knownSeconds("secondsSinceAcknowledged", known.sinceAcknowledged());
        json.endObject();
    }

    private void knownSeconds(String name, long nanos) throws IOException {
        if (nanos >= 0) {
            seconds(name, nanos);
        }
    }

    /** The line of code that opened the socket, and the library that opened it on behalf of that line. */
    void opener(SocketSnapshot socket) throws IOException {
        CallStack stack = socket.openedBy;
        StackTraceElement frame = stack == null ? null : stack.userFrame();
        json.name("openedAt").value(frame == null ? null : Names.frame(frame));
        json.name("openedBy").value(stack == null ? null : stack.library());
    }

    private void use(SocketSnapshot socket, boolean withStack) throws IOException {
        if (socket.lastUse == null) {
            return;
        }
        json.name("lastUse").beginObject();
        json.name("transfer").value(socket.lastUse.kind.label());
        json.name("atNanos").value(epoch(socket.lastUse.at));
        caller(socket.lastUse.thread, socket.lastUse.stack, withStack);
        json.endObject();
    }

    private void closing(SocketSnapshot socket, boolean withStack) throws IOException {
        CloseCall call = socket.closeCall;
        if (call == null) {
            return;
        }
        json.name("closeCall").beginObject();
        json.name("byInterrupt").value(call.byInterrupt);
        if (call.byInterrupt) {
            json.name("interruptedThread").value(call.interrupted);
            json.name("interrupterKnown").value(call.interrupterKnown);
        }
        caller(call.thread, call.stack, withStack);
        json.endObject();
    }

    private void caller(String thread, CallStack stack, boolean withStack) throws IOException {
        json.name("thread").value(thread);
        StackTraceElement frame = stack.userFrame();
        json.name("at").value(frame == null ? null : Names.frame(frame));
        if (withStack) {
            stack(stack);
        }
    }

    private void stack(CallStack stack) throws IOException {
        json.name("stack").beginArray();
        for (StackTraceElement frame : stack.frames()) {
            json.value(Names.frame(frame));
        }
        json.endArray();
    }

    private void firstUse(SocketSnapshot socket) throws IOException {
        json.name("firstUse").beginObject();
        json.name("thread").value(socket.firstUser);
        stack(socket.firstUsedBy);
        json.endObject();
    }

    private void transition(Transition transition) throws IOException {
        long earliest = epoch(transition.earliest);
        long latest = epoch(transition.latest);
        json.beginObject();
        json.name("from").value(transition.from.semconv());
        json.name("to").value(transition.to.semconv());
        json.name("evidence").value(transition.evidence.label());
        json.name("earliest").value(JsonReport.iso(earliest));
        json.name("latest").value(JsonReport.iso(latest));
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

    private void known(String name, long number) throws IOException {
        if (number >= 0) {
            json.name(name).value(number);
        }
    }

    /** To the microsecond: a duration is the difference of two observations, and no more precise than that. */
    void seconds(String name, long nanos) throws IOException {
        json.name(name).value(BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMicros(nanos), 6));
    }

    private long epoch(long nanos) {
        return clock.epochNanos(nanos);
    }
}
