package io.sockspan.telemetry.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Delivers one signal to its backend: repeats attempts whose failure may be transient, as the OTLP specification asks.
 *
 * <p>That goes on for a minute from the first failure on. The SDK's queue, which is bounded, fills up meanwhile. In a longer outage each
 * export is attempted once, so that an application whose backend does not exist does not hold a full queue for all its life. For the
 * SDK's thread that exports the signal.
 */
public final class Delivery {
    /** How long attempts are repeated in one outage. */
    static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);
    /** A backend that asks for a longer wait is asked again after this. */
    static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(5);

    private final OtlpBackend backend;
    private final BackendWatch.Signal watch;
    private final Pauses pauses;
    private final LongSupplier nanos;

    private boolean failing;
    private long failingSince;
    private boolean waiting;
    private long waitsUntil;

    /** @param pauses null if no attempt is to be repeated */
    Delivery(OtlpBackend backend, BackendWatch.Signal watch, Pauses pauses, LongSupplier nanos) {
        this.backend = backend;
        this.watch = watch;
        this.pauses = pauses;
        this.nanos = nanos;
    }

    /**
     * @param export one attempt
     * @return the backend's last reply; null if it did not accept the export
     */
    public Reply deliver(Supplier<CompletableResultCode> export) {
        if (isAskedToWait()) {
            return null;
        }
        Backoff backoff = new Backoff();
        long interruptions = pauses == null ? 0 : pauses.interruptions();
        while (true) {
            CompletableResultCode outcome = attempt(export);
            Reply reply = backend.lastReply();
            watch.answered(outcome, reply);
            if (outcome.isSuccess()) {
                failing = false;
                return reply;
            }
            if (!reply.isTransient) {
                failing = false;
                return null;
            }
            if (!waitAfter(reply, backoff.next(reply.askedWait), interruptions)) {
                return null;
            }
        }
    }

    /** Stops the reports: the exporter is shut down, and every cancelled export would look like a failure. */
    public void silence() {
        watch.silence();
    }

    private CompletableResultCode attempt(Supplier<CompletableResultCode> export) {
        // An attempt may fail before it is sent, and what the backend replied to another says nothing about it.
        backend.forgetReply();
        try {
            return export.get().join(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Rethrown, the error would end the thread that exports.
            return CompletableResultCode.ofExceptionalFailure(e);
        }
    }

    /**
     * Returns false if this export is to be given up.
     *
     * @param interruptions those before the export began: one during an attempt ends it, too
     */
    private boolean waitAfter(Reply reply, long wait, long interruptions) {
        long now = nanos.getAsLong();
        if (!failing) {
            failing = true;
            failingSince = now;
        }
        if (pauses == null) {
            return false;
        }
        if (now - failingSince + wait > PATIENCE) {
            waiting = reply.askedWait.isPresent();
            waitsUntil = now + Math.min(wait, LONGEST_WAIT);
            return false;
        }
        return pauses.pause(wait, interruptions);
    }

    /** Whether the backend asked to be left alone for now. Before the JVM ends there is one more attempt. */
    private boolean isAskedToWait() {
        waiting = waiting && waitsUntil - nanos.getAsLong() > 0 && !pauses.isEnded();
        return waiting;
    }
}
