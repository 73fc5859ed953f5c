package io.sockspan.telemetry.otlp;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives the SDK the agent's own senders, and keeps track of them. The one for HTTP needs no thread and no library; OkHttp's classes are
 * loaded with the first one for gRPC. It needs nothing else that the SDK searches for. Thread-safe.
 */
public final class OtlpSenders implements ComponentLoader, HttpSenderProvider, GrpcSenderProvider {
    private static final OtlpBackend UNKNOWN = () -> Reply.PLAIN;

    private final List<OtlpBackend> senders = new CopyOnWriteArrayList<>();

    @Override
    public <T> Iterable<T> load(Class<T> type) {
        return type == HttpSenderProvider.class || type == GrpcSenderProvider.class
                ? Collections.singleton(type.cast(this))
                : Collections.<T>emptyList();
    }

    @Override
    public HttpSender createSender(HttpSenderConfig config) {
        OtlpSender sender = new OtlpSender(config);
        senders.add(sender);
        return sender;
    }

    @Override
    public GrpcSender createSender(GrpcSenderConfig config) {
        OtlpGrpcSender sender = new OtlpGrpcSender(config);
        senders.add(sender);
        return sender;
    }

    /** The backend of the exporter that was made last. */
    OtlpBackend newest() {
        return senders.isEmpty() ? UNKNOWN : senders.get(senders.size() - 1);
    }

    /** Ends exports that take too long, and closes idle connections. To be called regularly; does not wait. */
    public void expire() {
        for (OtlpBackend sender : senders) {
            sender.expire();
        }
    }

    /** Whether {@link #expire} may find something to do soon. */
    public boolean areConnected() {
        for (OtlpBackend sender : senders) {
            if (sender.isConnected()) {
                return true;
            }
        }
        return false;
    }

    /** Ends exports in progress. Does not wait. */
    public void abort() {
        for (OtlpBackend sender : senders) {
            sender.abort();
        }
    }
}
