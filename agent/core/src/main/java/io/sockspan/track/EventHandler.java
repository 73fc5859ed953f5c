package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.Caller;
import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.Opening;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.SocketEvent;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TlsHandshake;
import io.sockspan.bootstrap.Transfer;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.stack.CallStack;
import io.sockspan.time.Times;
import java.net.InetSocketAddress;

/** Passes each event of the hooks to its {@link TrackedSocket}. For the agent's thread. */
final class EventHandler {
    private static final Transfer[] TRANSFERS = Transfer.values();

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

    /** A sweep found a new record, or a record with a connect or accept that was not handled yet. */
    void discovered(SocketRecord record) {
        TrackedSocket socket = registry.of(record);
        if (socket != null) {
            passOpening(record, socket);
        }
    }

    /**
     * After the entry of close, the results of reads and writes say nothing about the connection: the JDK has replaced the descriptor
     * (preClose).
     */
    private static boolean isOvertakenByClose(SocketEvent event) {
        boolean transfer = event.kind == EventKind.END_OF_STREAM || event.kind == EventKind.BROKEN;
        return transfer
                && event.record.is(SocketRecord.CLOSE_REPORTED)
                && !Times.isBefore(event.at, event.record.closingAt);
    }

    /** Passes the record's connect or accept to the socket, once. */
    private static void passOpening(SocketRecord record, TrackedSocket socket) {
        if (record.is(SocketRecord.INCOMPLETE)) {
            socket.missesEvents();
        }
        Opening opening = record.opening;
        if (opening == null) {
            // An assignment of null here could overwrite what a hook sets at this moment.
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
            InetSocketAddress local = open.localAddress() == null ? open.localAtClose() : open.localAddress();
            socket.connected(open.connectedAt(), open.localPort(), local);
        }
    }

    private void pass(SocketEvent event, TrackedSocket socket) {
        switch (event.kind) {
            case CONNECTING:
                socket.connecting((ActiveOpen) event.detail);
                break;
            case RESOLVED:
                // The lookup in the registry did all that is needed.
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
            case TLS_HANDSHAKE:
                passHandshake(event, socket);
                break;
            case OUTPUT_SHUTDOWN:
                socket.outputShutdown(event.at, event.number);
                break;
            case RELEASED:
                socket.released(event.at, event.number);
                break;
            default:
                passCaller(event, (Caller) event.detail, socket);
        }
    }

    private static void passHandshake(SocketEvent event, TrackedSocket socket) {
        if (event.detail == null) {
            socket.context.preparations.negotiationBegun(socket, event.at);
        } else {
            socket.negotiated(new TlsNegotiation((TlsHandshake) event.detail));
        }
    }

    private void passCaller(SocketEvent event, Caller caller, TrackedSocket socket) {
        CallStack stack = registry.stack(caller.callSite);
        switch (event.kind) {
            case USED:
                socket.used(new SocketUse(UseKind.of(TRANSFERS[event.number]), event.at, caller, stack));
                break;
            case CLOSE_CALLED:
                socket.closeCalled(new CloseCall(caller, stack));
                break;
            default:
                throw new AssertionError(event.kind);
        }
    }
}
