package io.sockspan.itapp;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;

/** A completion handler whose outcome can be waited for. */
final class Completion<V> extends CompletableFuture<V> implements CompletionHandler<V, Void> {
    @Override
    public void completed(V result, Void attachment) {
        complete(result);
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
        completeExceptionally(failure);
    }
}
