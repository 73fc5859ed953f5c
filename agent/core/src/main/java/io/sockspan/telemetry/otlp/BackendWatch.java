package io.sockspan.telemetry.otlp;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reports once that the backend rejects or does not answer exports, and once that it accepts them again; and now and then that it rejects
 * part of them.
 *
 * <p>Traces and metrics are watched separately, because some backends accept only one of them. If neither gets an answer, only one line is
 * printed. A backend that comes and goes is reported every five minutes at most. Thread-safe; the reporter is called on the thread that
 * received the answer.
 */
public final class BackendWatch {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);
    /** A shorter value, such as "1", is no key, and is part of many words. */
    private static final int SHORTEST_KEY = 4;

    private final Consumer<String> reporter;
    private final LongSupplier nanos;
    private final List<Signal> signals = new ArrayList<>(2);
    /** The keys that backends get, the longest first. */
    private volatile List<String> keys = Collections.emptyList();

    public BackendWatch(Consumer<String> reporter, LongSupplier nanos) {
        this.reporter = reporter;
        this.nanos = nanos;
    }

    /**
     * Prints these nowhere, though a backend may repeat them.
     *
     * @param headers the values of the headers that the user has set
     */
    public void keepSecret(Collection<String> headers) {
        keys = headers.stream()
                // Also without the scheme before it, as in "Bearer ...".
                .flatMap(value -> Stream.of(value, value.substring(value.lastIndexOf(' ') + 1)))
                .filter(key -> key.length() >= SHORTEST_KEY)
                .sorted(Comparator.comparing(String::length).reversed())
                .collect(Collectors.toList());
    }

    /** A text of a library's or a backend's, to be printed. Takes no lock. */
    public String withoutSecrets(String text) {
        String without = text;
        for (String key : keys) {
            without = without.replace(key, "...");
        }
        return ForeignText.withoutSecrets(without);
    }

    /**
     * @param name the signal in words, such as {@code traces}
     * @param items what it consists of, such as {@code spans}
     * @param endpoint the address that the signal is sent to
     */
    synchronized Signal signal(String name, String items, String endpoint) {
        Signal signal = new Signal(name, items, endpoint);
        signals.add(signal);
        return signal;
    }

    /** Telemetry ended with that many spans still pending. Reports it unless the backend is already reported as not answering. */
    public void abandoned(long spans) {
        boolean known;
        synchronized (this) {
            known = signals.stream().anyMatch(signal -> signal.failing);
        }
        if (spans > 0 && !known) {
            reporter.accept(spans + " spans were still on their way to the backend when telemetry ended");
        }
    }

    /** Stops all reports. */
    public synchronized void silence() {
        signals.forEach(Signal::silence);
    }

    /** The line that reports this failure; null if it is not to be reported. */
    private synchronized String failed(Signal signal, Throwable failure, String advice) {
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
                + (answer == null ? causeOf(failure) : answer) + ")" + (advice == null ? "" : ": " + advice)
                + "; going on without, what is lost is counted";
    }

    /** The line that reports that the backend rejected part of an export; null if it is not to be reported. */
    private synchronized String rejected(Signal signal, PartialSuccess partial) {
        long now = nanos.getAsLong();
        if (partial.isNone() || signal.silent || signal.rejectedBefore && now - signal.rejectedAt < QUIET_NANOS) {
            return null;
        }
        signal.rejectedBefore = true;
        signal.rejectedAt = now;
        String reason = partial.message.isEmpty() ? "it gave no reason" : withoutSecrets(partial.message);
        return signal.endpoint
                + (partial.rejected == 0
                        ? " accepted " + signal.name + " with a warning: " + reason
                        : " rejected " + partial.rejected + " " + signal.items + " of one export: " + reason);
    }

    private synchronized String succeeded(Signal signal) {
        String line =
                signal.reported && !signal.silent ? signal.endpoint + " takes " + signal.subject() + " again" : null;
        signal.failing = false;
        signal.reported = false;
        return line;
    }

    /** The backend's answer; null if it gave none. */
    private static String answerIn(Throwable failure) {
        if (failure instanceof HttpExportException) {
            HttpExportException http = (HttpExportException) failure;
            return http.getResponse() == null
                    ? null
                    : "HTTP status " + http.getResponse().getStatusCode();
        }
        if (failure instanceof GrpcExportException) {
            GrpcExportException grpc = (GrpcExportException) failure;
            if (grpc.getResponse() == null) {
                return null;
            }
            // The agent's sender describes only what is no status of gRPC.
            String description = grpc.getResponse().getStatusDescription();
            return description.isEmpty() ? "gRPC status " + grpc.getResponse().getStatusCode() : description;
        }
        return null;
    }

    private String causeOf(Throwable failure) {
        if (failure == null) {
            return "no reason given";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : withoutSecrets(cause.getMessage());
    }

    /** One signal and its endpoint. */
    final class Signal {
        private final String name;
        private final String items;
        private final String endpoint;
        private boolean failing;
        /** The backend's answer at the first failure; null if it gave none. */
        private String answer;
        /** Whether the present failure was reported under this signal's name. */
        private boolean reported;

        private boolean reportedBefore;
        private long reportedAt;
        private boolean silent;

        private boolean rejectedBefore;
        private long rejectedAt;

        private Signal(String name, String items, String endpoint) {
            this.name = name;
            this.items = items;
            this.endpoint = endpoint;
        }

        /** Records the outcome of one attempt to export. */
        void answered(CompletableResultCode outcome, Reply reply) {
            // The reporter writes to a stream that may block, so the lock is released first.
            boolean accepted = outcome.isSuccess();
            report(accepted ? succeeded(this) : failed(this, outcome.getFailureThrowable(), reply.advice));
            report(accepted ? rejected(this, reply.partial) : null);
        }

        private void report(String line) {
            if (line != null) {
                reporter.accept(line);
            }
        }

        /** Stops reports of this signal: the exporter is shut down, and every cancelled export would look like a failure. */
        void silence() {
            synchronized (BackendWatch.this) {
                silent = true;
            }
        }

        /** What does not get through: all telemetry if there is no answer at all, otherwise the signal that the answer is about. */
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
