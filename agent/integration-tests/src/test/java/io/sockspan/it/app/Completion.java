package io.sockspan.it.app;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;

/** A completion handler whose outcome can be waited for. */
public final class Completion<V> extends CompletableFuture<V> implements CompletionHandler<V, Void> {
    @Override
    public void completed(V result, Void attachment) {
        complete(result);
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
        completeExceptionally(failure);
    }
}
