package io.sockspan.report;

import io.sockspan.tcp.Transition;
import io.sockspan.track.Endpoint;
import io.sockspan.track.SocketSnapshot;
import java.util.List;

/**
 * Sockets as lines of fields divided by tabs, for the part of this jar that stands in the tests of an application and has no library
 * to read anything else with. A field that is not known is empty; in a field, {@code \t}, {@code \n} and {@code \\} stand for a tab, a
 * line feed and a backslash. Times are {@link System#nanoTime()}.
 *
 * <pre>{@code
 * agent       kernelReadable  eventsDropped  hookFailures  lastForgotten: the highest id of an ended socket that is not kept
 * socket      id  role  open  collected  closing  state  evidence  closedBy  resetBy  errorType  localAddress  localPort
 *             remoteAddress  remotePort  serverName  thread  openedAt  releasedAt  waiting  incomplete
 * transition  from  to  evidence  earliest  latest        of the socket above, oldest first
 * frame       class  method  file  line  user             of its opening stack, innermost first; user: from the user's code outwards
 * }</pre>
 */
public final class SocketRecords {
    private final StringBuilder text = new StringBuilder();

    public SocketRecords(boolean kernelReadable, long eventsDropped, long hookFailures, long lastForgotten) {
        line("agent", kernelReadable, eventsDropped, hookFailures, lastForgotten);
    }

    public String render(List<SocketSnapshot> sockets) {
        for (SocketSnapshot socket : sockets) {
            socket(socket);
        }
        return text.toString();
    }

    private void socket(SocketSnapshot socket) {
        line(
                "socket",
                socket.id,
                socket.role.label(),
                socket.isOpen(),
                socket.collected,
                socket.closing,
                socket.state.semconv(),
                socket.evidence.label(),
                socket.closedBy == null ? null : socket.closedBy.label(),
                socket.resetBy == null ? null : socket.resetBy.label(),
                socket.errorType,
                address(socket.local),
                port(socket.local),
                address(socket.remote),
                port(socket.remote),
                socket.serverName,
                socket.thread,
                socket.openedAt,
                socket.isOpen() ? null : socket.releasedAt,
                socket.waiting,
                socket.incomplete);
        for (Transition transition : socket.transitions) {
            line(
                    "transition",
                    transition.from.semconv(),
                    transition.to.semconv(),
                    transition.evidence.label(),
                    transition.earliest,
                    transition.latest);
        }
        if (socket.openedBy != null) {
            List<StackTraceElement> frames = socket.openedBy.frames();
            int user = frames.size() - socket.openedBy.userFrames().size();
            for (int i = 0; i < frames.size(); i++) {
                StackTraceElement frame = frames.get(i);
                line(
                        "frame",
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber(),
                        i >= user);
            }
        }
    }

    private static String address(Endpoint end) {
        return end == null || end.address == null ? null : end.address.getHostAddress();
    }

    private static Integer port(Endpoint end) {
        return end == null ? null : end.port;
    }

    private void line(Object... fields) {
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : "\t").append(fields[i] == null ? "" : escape(fields[i].toString()));
        }
        text.append('\n');
    }

    private static String escape(String field) {
        return field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }
}
