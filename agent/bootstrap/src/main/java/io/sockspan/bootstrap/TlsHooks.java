package io.sockspan.bootstrap;

import java.io.InterruptedIOException;
import java.net.Socket;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * Hooks that woven JDK code calls on the application's threads while an {@code SSLSocket} makes a handshake, and when a handshake ends. The
 * rules of {@link OpenHooks} apply.
 *
 * <p>The thread that is inside the call makes the whole handshake, so what the TLS layer does meanwhile is found by the thread. Engines have
 * no such call: {@link EngineHooks} finds out when their handshakes begin, and on which connections.
 */
public final class TlsHooks {
    private static final ThreadLocal<TlsCall> CURRENT = new ThreadLocal<>();
    /** What {@code SSLEngine.closeInbound} says in the middle of a handshake on Java 8. Later ones do not say it to this hook. */
    private static final String CLOSING_INBOUND = "closing inbound before receiving peer's close_notify";

    private TlsHooks() {}

    /**
     * A call was entered that makes a handshake, unless that is complete.
     *
     * @param context the TLS layer's own object of the socket
     * @return to be passed to {@link #ended}; null if the socket is not followed or an outer call makes the handshake
     */
    public static TlsCall entered(Object context) {
        Recording recording = Recording.current();
        if (recording == Recording.OFF || TlsFields.isNegotiated(context)) {
            // An established TLS connection only changes its keys.
            return null;
        }
        Object transport = TlsFields.transport(context);
        TlsCall outer = CURRENT.get();
        if (outer != null && outer.isOf(transport)) {
            return null;
        }
        SocketRecord record =
                transport instanceof Socket ? recording.find(TlsFields.descriptor((Socket) transport)) : null;
        if (record == null) {
            return null;
        }
        TlsCall call = new TlsCall(transport, record, outer);
        CURRENT.set(call);
        return call;
    }

    /**
     * The call has ended.
     *
     * @param call what {@link #entered} returned
     * @param failure what the call threw, or null
     */
    public static void ended(TlsCall call, Throwable failure) {
        if (call == null) {
            return;
        }
        if (call.outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(call.outer);
        }
        // Other failures are reported to the hook below, or the call was refused before it sent anything.
        if (failure instanceof InterruptedIOException && call.report()) {
            report(
                    call,
                    TlsHandshake.failed(
                            call.startedAt, System.nanoTime(), new TlsFailure(null, false, false, null, failure)));
        }
    }

    /**
     * A handshake is complete.
     *
     * @param transport the socket, or an engine
     * @param handshake the TLS layer's own object of the handshake
     * @param session an {@link SSLSession} of the JDK's own
     */
    public static void finishing(Object transport, Object handshake, Object session) {
        if (transport instanceof SSLEngine) {
            engineFinishing(transport, handshake, (SSLSession) session);
            return;
        }
        TlsCall call = CURRENT.get();
        if (call != null && call.isOf(transport) && call.report()) {
            report(call, complete(call.startedAt, handshake, (SSLSession) session));
        }
    }

    private static void engineFinishing(Object engine, Object handshake, SSLSession session) {
        EngineHandshake ended = Recording.current().engines().end(engine);
        SocketRecord record = ended == null ? null : ended.record;
        if (record != null) {
            boolean isReported = false;
            try {
                report(record, complete(ended.startedAt, handshake, session));
                isReported = true;
            } finally {
                if (!isReported) {
                    // Else it would seem to have failed when the connection closes.
                    record.raise(SocketRecord.INCOMPLETE);
                }
            }
        }
    }

    private static TlsHandshake complete(long startedAt, Object handshake, SSLSession session) {
        return TlsHandshake.complete(
                startedAt,
                System.nanoTime(),
                session.getProtocol(),
                session.getCipherSuite(),
                TlsFields.isResumption(handshake));
    }

    /**
     * The TLS layer gives up, and is about to send an alert and to close.
     *
     * @param transport the socket, or an engine
     * @param handshake the TLS layer's own object of the handshake; null if it could not even begin, and then no alert is sent
     * @param alert a constant of the TLS layer
     * @param received whether the peer sent it
     */
    public static void failing(
            Object transport, Object handshake, Object alert, String diagnostic, boolean received, Throwable cause) {
        if (transport instanceof SSLEngine) {
            EngineHandshake ended = Recording.current().engines().end(transport);
            // Whoever closes the inbound has no more bytes. The connection knows why.
            if (ended != null && ended.record != null && !CLOSING_INBOUND.equals(diagnostic)) {
                TlsFailure failure = failure(handshake, alert, diagnostic, received, cause);
                report(ended.record, TlsHandshake.failed(ended.startedAt, System.nanoTime(), failure));
            }
            return;
        }
        TlsCall call = CURRENT.get();
        if (call != null && call.isOf(transport) && call.report()) {
            TlsFailure failure = failure(handshake, alert, diagnostic, received, cause);
            report(call, TlsHandshake.failed(call.startedAt, System.nanoTime(), failure));
        }
    }

    private static TlsFailure failure(
            Object handshake, Object alert, String diagnostic, boolean received, Throwable cause) {
        return new TlsFailure(((Enum<?>) alert).name(), handshake != null && !received, received, diagnostic, cause);
    }

    private static void report(TlsCall call, TlsHandshake handshake) {
        report(call.record, handshake);
    }

    private static void report(SocketRecord record, TlsHandshake handshake) {
        Recording.current().offer(record, EventKind.TLS_HANDSHAKE, handshake.endedAt, 0, handshake);
    }
}
