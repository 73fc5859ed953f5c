package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.CloseCall;
import io.sockspan.track.Endpoint;
import io.sockspan.track.SocketUse;
import io.sockspan.track.TrackedSocket;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Writes a connection's properties as attributes. For the agent's thread. */
final class ConnectionAttributes {
    private final StackText stacks = new StackText();

    /** Which connection it is, on the spans that a person starts from. */
    void identity(TrackedSocket connection, TcpState state, AttributesBuilder to) {
        to.put(SockspanAttributes.CONNECTION_ID, connection.id());
        to.put(SockspanAttributes.ROLE, connection.role().label());
        to.put(SockspanAttributes.NETWORK_TRANSPORT, "tcp");
        to.put(SockspanAttributes.NETWORK_CONNECTION_STATE, state.semconv());
        Endpoint local = connection.local();
        Endpoint remote = connection.remote();
        if (local != null) {
            put(to, local, SockspanAttributes.NETWORK_LOCAL_ADDRESS, SockspanAttributes.NETWORK_LOCAL_PORT);
        }
        if (remote != null) {
            put(to, remote, SockspanAttributes.NETWORK_PEER_ADDRESS, SockspanAttributes.NETWORK_PEER_PORT);
        }
        networkType(local, remote, to);
        if (connection.role() == Role.CLIENT) {
            server(connection, to);
        }
    }

    /** What a phase needs to be found and counted by itself; the rest is on the root of its trace. */
    void brief(TrackedSocket connection, TcpState state, AttributesBuilder to) {
        brief(connection, to);
        to.put(SockspanAttributes.NETWORK_CONNECTION_STATE, state.semconv());
    }

    /** As {@link #brief(TrackedSocket, TcpState, AttributesBuilder)}, for what is not about a TCP state. */
    void brief(TrackedSocket connection, AttributesBuilder to) {
        to.put(SockspanAttributes.CONNECTION_ID, connection.id());
        to.put(SockspanAttributes.ROLE, connection.role().label());
        if (connection.role() == Role.CLIENT) {
            server(connection, to);
        } else if (connection.local() != null) {
            to.put(SockspanAttributes.NETWORK_LOCAL_PORT, (long) connection.local().port);
        }
    }

    /** How the connection came about and ended, as far as it has. */
    void outcome(TrackedSocket connection, AttributesBuilder to) {
        handshake(connection, to);
        if (connection.closedBy() != null) {
            to.put(SockspanAttributes.CLOSED_BY, connection.closedBy().label());
        }
        if (connection.tcp().unansweredProbes() > 0) {
            to.put(SockspanAttributes.PROBES_UNANSWERED, (long) connection.tcp().unansweredProbes());
        }
        closing(connection, to);
        if (connection.incomplete()) {
            to.put(SockspanAttributes.INCOMPLETE, true);
        }
    }

    /** Who opened the connection; only on the spans that a person starts from. */
    void origin(TrackedSocket connection, AttributesBuilder to) {
        if (connection.thread() != null) {
            to.put(SockspanAttributes.THREAD_NAME, connection.thread());
        }
        CallStack stack = connection.openedBy();
        if (stack == null) {
            to.put(SockspanAttributes.STACK_TAKEN, false);
            return;
        }
        line(stack, SockspanAttributes.CODE_FUNCTION_NAME, SockspanAttributes.CODE_LINE_NUMBER, to);
        if (stack.library() != null) {
            to.put(SockspanAttributes.LIBRARY, stack.library());
        }
        to.put(SockspanAttributes.CODE_STACKTRACE, stacks.of(stack));
    }

    /** Who used a suspect last, as far as it was recorded. */
    void use(TrackedSocket connection, AttributesBuilder to) {
        SocketUse use = connection.lastUse();
        if (use != null) {
            to.put(SockspanAttributes.USE_TRANSFER, use.kind.label());
            if (use.thread != null) {
                to.put(SockspanAttributes.USE_THREAD, use.thread);
            }
            line(use.stack, SockspanAttributes.USE_FUNCTION, SockspanAttributes.USE_LINE, to);
        }
    }

    /** Who closed the connection, where that was recorded. */
    private static void closing(TrackedSocket connection, AttributesBuilder to) {
        CloseCall call = connection.closeCall();
        if (call != null) {
            if (call.thread != null) {
                to.put(SockspanAttributes.CLOSE_THREAD, call.thread);
            }
            line(call.stack, SockspanAttributes.CLOSE_FUNCTION, SockspanAttributes.CLOSE_LINE, to);
            if (call.byInterrupt) {
                to.put(SockspanAttributes.CLOSE_INTERRUPTED, call.interrupted == null ? "" : call.interrupted);
            }
        }
    }

    private static void line(
            CallStack stack, AttributeKey<String> function, AttributeKey<Long> number, AttributesBuilder to) {
        StackTraceElement frame = stack.userFrame();
        if (frame != null) {
            to.put(function, frame.getClassName() + "." + frame.getMethodName());
            if (frame.getLineNumber() >= 0) {
                to.put(number, (long) frame.getLineNumber());
            }
        }
    }

    /** The outcome of the handshake. */
    void handshake(TrackedSocket connection, AttributesBuilder to) {
        if (connection.tcp().synRetransmits() > 0) {
            to.put(SockspanAttributes.SYN_RETRANSMITS, (long) connection.tcp().synRetransmits());
        }
    }

    /** Which server a client is connected to. */
    static void server(TrackedSocket connection, AttributesBuilder to) {
        Endpoint remote = connection.remote();
        String name = serverName(connection);
        if (name != null) {
            to.put(SockspanAttributes.SERVER_ADDRESS, name);
        }
        if (remote != null) {
            to.put(SockspanAttributes.SERVER_PORT, (long) remote.port);
        }
    }

    /** The name or else the address of the server that a client is connected to; null if unknown. */
    static String serverName(TrackedSocket connection) {
        Endpoint remote = connection.remote();
        if (connection.serverName() != null) {
            return connection.serverName();
        }
        return remote == null || remote.address == null ? null : textOf(remote.address);
    }

    /** The method that opened the connection, as in {@code code.function.name}; null if it is not known. */
    static String functionOf(TrackedSocket connection) {
        StackTraceElement frame =
                connection.openedBy() == null ? null : connection.openedBy().userFrame();
        return frame == null ? null : frame.getClassName() + "." + frame.getMethodName();
    }

    private static void networkType(Endpoint local, Endpoint remote, AttributesBuilder to) {
        InetAddress address =
                remote != null && remote.address != null ? remote.address : local == null ? null : local.address;
        if (address != null) {
            to.put(SockspanAttributes.NETWORK_TYPE, address instanceof Inet6Address ? "ipv6" : "ipv4");
        }
    }

    private static void put(
            AttributesBuilder to, Endpoint endpoint, AttributeKey<String> address, AttributeKey<Long> port) {
        if (endpoint.address != null) {
            to.put(address, textOf(endpoint.address));
        }
        to.put(port, (long) endpoint.port);
    }

    /** The address without the scope of a link-local address, which means something on this host only. */
    private static String textOf(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
