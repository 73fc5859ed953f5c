package io.sockspan.report;

import io.sockspan.leak.KnownPools;
import io.sockspan.protocol.RecordWriter;
import io.sockspan.protocol.SocketField;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Transition;
import io.sockspan.track.Endpoint;
import io.sockspan.track.SocketSnapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes sockets as records for the test extension, which runs in the application's class loader. {@link RecordWriter} defines the format.
 */
public final class SocketRecords {
    private final RecordWriter records = new RecordWriter();
    private final KnownPools pools;

    public SocketRecords(
            KnownPools pools, boolean kernelReadable, long eventsDropped, long hookFailures, long lastForgotten) {
        this.pools = pools;
        records.agent(kernelReadable, eventsDropped, hookFailures, lastForgotten);
    }

    public String render(List<SocketSnapshot> sockets) {
        for (SocketSnapshot socket : sockets) {
            records.socket(fields(socket));
            for (Transition transition : socket.transitions) {
                records.transition(
                        transition.from.semconv(),
                        transition.to.semconv(),
                        transition.evidence.label(),
                        transition.earliest,
                        transition.latest);
            }
            if (socket.openedBy != null) {
                frames(socket.openedBy);
            }
        }
        return records.toString();
    }

    private Map<SocketField, Object> fields(SocketSnapshot socket) {
        Map<SocketField, Object> fields = new EnumMap<>(SocketField.class);
        fields.put(SocketField.ID, socket.id);
        fields.put(SocketField.ROLE, socket.role.label());
        fields.put(SocketField.OPEN, socket.isOpen());
        fields.put(SocketField.COLLECTED, socket.collected);
        fields.put(SocketField.CLOSING, socket.closing);
        fields.put(SocketField.STATE, socket.state.semconv());
        fields.put(SocketField.EVIDENCE, socket.evidence.label());
        fields.put(SocketField.CLOSED_BY, socket.closedBy == null ? null : socket.closedBy.label());
        fields.put(SocketField.RESET_BY, socket.resetBy == null ? null : socket.resetBy.label());
        fields.put(SocketField.ERROR_TYPE, socket.errorType);
        fields.put(SocketField.LOCAL_ADDRESS, address(socket.local));
        fields.put(SocketField.LOCAL_PORT, port(socket.local));
        fields.put(SocketField.REMOTE_ADDRESS, address(socket.remote));
        fields.put(SocketField.REMOTE_PORT, port(socket.remote));
        fields.put(SocketField.SERVER_NAME, socket.serverName);
        fields.put(SocketField.THREAD, socket.thread);
        fields.put(SocketField.OPENED_AT, socket.openedAt);
        fields.put(SocketField.RELEASED_AT, socket.isOpen() ? null : socket.releasedAt);
        fields.put(SocketField.WAITING, socket.waiting);
        fields.put(SocketField.INCOMPLETE, socket.incomplete);
        fields.put(SocketField.POOL, pools.of(socket.openedBy));
        fields.put(SocketField.POOL_KEEPS, pools.keeps(socket.openedBy));
        fields.put(SocketField.POOL_FORGETS, pools.forgets(socket.openedBy));
        return fields;
    }

    private void frames(CallStack stack) {
        List<StackTraceElement> frames = stack.frames();
        int user = frames.size() - stack.userFrames().size();
        for (int i = 0; i < frames.size(); i++) {
            records.frame(frames.get(i), i >= user);
        }
    }

    private static String address(Endpoint end) {
        return end == null || end.address == null ? null : end.address.getHostAddress();
    }

    private static Integer port(Endpoint end) {
        return end == null ? null : end.port;
    }
}
