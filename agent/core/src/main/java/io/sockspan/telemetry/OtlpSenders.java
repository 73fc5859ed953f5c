package io.sockspan.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives the SDK the agent's own way to send over HTTP, which needs no thread and no library, and keeps hold of what was given. All else
 * that the SDK looks for it finds as services of this class's loader. Safe for use by any thread.
 */
final class OtlpSenders implements ComponentLoader, HttpSenderProvider {
    private final ComponentLoader services = ComponentLoader.forClassLoader(OtlpSenders.class.getClassLoader());
    private final List<OtlpSender> senders = new CopyOnWriteArrayList<>();

    @Override
    public <T> Iterable<T> load(Class<T> type) {
        return type == HttpSenderProvider.class ? Collections.singleton(type.cast(this)) : services.load(type);
    }

    @Override
    public HttpSender createSender(HttpSenderConfig config) {
        OtlpSender sender = new OtlpSender(config);
        senders.add(sender);
        return sender;
    }

    /** Ends what takes too long and closes what is idle. To be called now and then; does not wait. */
    void expire() {
        for (OtlpSender sender : senders) {
            sender.expire();
        }
    }

    /** Ends what is under way. Does not wait. */
    void abort() {
        for (OtlpSender sender : senders) {
            sender.shutdown();
        }
    }
}
