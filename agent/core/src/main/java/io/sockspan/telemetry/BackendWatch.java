package io.sockspan.telemetry;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reports once that the backend does not take what is sent, and once that it does again.
 *
 * <p>Traces and metrics are watched apart, because some backends take only one of them; where neither gets an answer it is one
 * line all the same. A backend that comes and goes is reported every five minutes at most. Safe for use by any thread; the
 * reporter is called on the thread that had the answer.
 */
final class BackendWatch {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Consumer<String> reporter;
    private final LongSupplier nanos;
    private final List<Signal> signals = new ArrayList<>(2);

    BackendWatch(Consumer<String> reporter, LongSupplier nanos) {
        this.reporter = reporter;
        this.nanos = nanos;
    }

    /**
     * @param name what is sent, in words, such as {@code traces}
     * @param endpoint where it is sent to
     */
    synchronized Signal signal(String name, String endpoint) {
        Signal signal = new Signal(name, endpoint);
        signals.add(signal);
        return signal;
    }

    /** Telemetry has ended with that many spans still on their way, which is news unless their backend is known not to answer. */
    void abandoned(long spans) {
        boolean known;
        synchronized (this) {
            known = signals.stream().anyMatch(signal -> signal.failing);
        }
        if (spans > 0 && !known) {
            reporter.accept(spans + " spans were still on their way to the backend when telemetry ended");
        }
    }

    /** Reports nothing more of any signal. */
    synchronized void silence() {
        signals.forEach(Signal::silence);
    }

    /** The line that reports this failure, or null if it is not to be reported. */
    private synchronized String failed(Signal signal, Throwable failure) {
        if (signal.silent || signal.failing) {
            return null;
        }
        String answer = answerIn(failure);
        signal.failing = true;
        signal.answer = answer;
        boolean absentAndReported =
                answer == null && signals.stream().anyMatch(other -> other.isReportedAbsent(signal.endpoint));
        if (absentAndReported || signal.wasReportedLately()) {
            return null;
        }
        signal.reported = true;
        signal.reportedAt = nanos.getAsLong();
        signal.reportedBefore = true;
        return "cannot send " + signal.subject() + " to " + signal.endpoint + " ("
                + (answer == null ? causeOf(failure) : answer) + "); going on without, what is lost is counted";
    }

    private synchronized String succeeded(Signal signal) {
        String line =
                signal.reported && !signal.silent ? signal.endpoint + " takes " + signal.subject() + " again" : null;
        signal.failing = false;
        signal.reported = false;
        return line;
    }

    /** What the backend answered, or null if it did not. */
    private static String answerIn(Throwable failure) {
        if (failure instanceof HttpExportException) {
            HttpExportException http = (HttpExportException) failure;
            return http.getResponse() == null
                    ? null
                    : "HTTP status " + http.getResponse().getStatusCode();
        }
        if (failure instanceof GrpcExportException) {
            GrpcExportException grpc = (GrpcExportException) failure;
            return grpc.getResponse() == null
                    ? null
                    : "gRPC status " + grpc.getResponse().getStatusCode();
        }
        return null;
    }

    private static String causeOf(Throwable failure) {
        if (failure == null) {
            return "no reason given";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** One kind of telemetry on its way to one endpoint. */
    final class Signal {
        private final String name;
        private final String endpoint;
        private boolean failing;
        /** What the backend said when it began to fail, or null if nothing. */
        private String answer;
        /** Whether the present failure was reported under this signal's name. */
        private boolean reported;

        private boolean reportedBefore;
        private long reportedAt;
        private boolean silent;

        private Signal(String name, String endpoint) {
            this.name = name;
            this.endpoint = endpoint;
        }

        /** Takes in the outcome of one export. */
        void answered(CompletableResultCode outcome) {
            // The reporter writes to a stream that may block, so it is called without the lock.
            String line = outcome.isSuccess() ? succeeded(this) : failed(this, outcome.getFailureThrowable());
            if (line != null) {
                reporter.accept(line);
            }
        }

        /** Reports nothing more: the exporter is shut down, which cancels what fails now. */
        void silence() {
            synchronized (BackendWatch.this) {
                silent = true;
            }
        }

        /** What does not get through: all of it where there is no answer at all, else what the answer was to. */
        private String subject() {
            return answer == null ? "telemetry" : name;
        }

        private boolean isReportedAbsent(String at) {
            return reported && answer == null && endpoint.equals(at);
        }

        private boolean wasReportedLately() {
            return reportedBefore && nanos.getAsLong() - reportedAt < QUIET_NANOS;
        }
    }
}
