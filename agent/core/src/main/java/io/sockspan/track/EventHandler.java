package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.Opening;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.tcp.Times;
import java.net.InetSocketAddress;

/** Passes what the hooks report on to the socket that it is about, one event after the other. For the agent's thread. */
final class EventHandler {
    private final SocketRegistry registry;

    EventHandler(SocketRegistry registry) {
        this.registry = registry;
    }

    void handle(SocketEvent event) {
        TrackedSocket socket = registry.of(event.record);
        if (socket != null) {
            passOpening(event.record, socket);
            if (!isOvertakenByClose(event)) {
                pass(event, socket);
            }
        }
    }

    /** A sweep has found a socket that no event was about, or that has connected since. */
    void discovered(SocketRecord record) {
        TrackedSocket socket = registry.of(record);
        if (socket != null) {
            passOpening(record, socket);
        }
    }

    /** From close on, what reads and writes return is the JDK's own making: it has put another descriptor in place. */
    private static boolean isOvertakenByClose(SocketEvent event) {
        boolean transfer = event.kind == EventKind.END_OF_STREAM || event.kind == EventKind.BROKEN;
        return transfer
                && event.record.is(SocketRecord.CLOSE_TOLD)
                && !Times.isBefore(event.at, event.record.closingAt);
    }

    /** Passes on how the record says that the socket was connected or accepted, once. */
    private static void passOpening(SocketRecord record, TrackedSocket socket) {
        if (record.is(SocketRecord.INCOMPLETE)) {
            socket.missesEvents();
        }
        Opening opening = record.opening;
        if (opening == null) {
            // Setting it to null all the same could undo what a hook sets just now.
            return;
        }
        record.opening = null;
        if (opening instanceof PassiveOpen) {
            socket.accepted(record.openedAt, (PassiveOpen) opening);
        } else {
            passConnect((ActiveOpen) opening, socket);
        }
    }

    private static void passConnect(ActiveOpen open, TrackedSocket socket) {
        open.close();
        socket.connecting(open);
        if (open.isPending()) {
            socket.connectPending(open.enteredAt);
        }
        socket.reached(open.destination());
        if (open.isConnected()) {
            socket.connected(open.connectedAt(), open.localPort(), open.localAddress());
        }
    }

    private static void pass(SocketEvent event, TrackedSocket socket) {
        switch (event.kind) {
            case CONNECTING:
                socket.connecting((ActiveOpen) event.detail);
                break;
            case RESOLVED:
                // To know of the socket is all.
                break;
            case REPLACED:
                socket.gone(event.at);
                break;
            case CONNECT_PENDING:
                socket.connectPending(event.at);
                break;
            case CONNECTED:
                socket.connected(event.at, event.number, (InetSocketAddress) event.detail);
                break;
            case CONNECT_FAILED:
                socket.connectFailed(event.at, ConnectFailures.of((Throwable) event.detail));
                break;
            case HOST_UNRESOLVED:
                socket.hostUnresolved(event.at, (UnresolvedPeer) event.detail);
                break;
            case LISTENING:
                socket.listening(event.at, event.number, (InetSocketAddress) event.detail);
                break;
            case END_OF_STREAM:
                socket.endOfStream(event.at, event.number);
                break;
            case BROKEN:
                socket.transferFailed(event.at, event.number, (String) event.detail);
                break;
            case INPUT_SHUTDOWN:
                socket.inputShutdown(event.at);
                break;
            case OUTPUT_SHUTDOWN:
                socket.outputShutdown(event.at, event.number);
                break;
            case RELEASED:
                socket.released(event.at, event.number);
                break;
            default:
                throw new AssertionError(event.kind);
        }
    }
}
