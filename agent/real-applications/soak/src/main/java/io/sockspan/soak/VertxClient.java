package io.sockspan.soak;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CountDownLatch;

/** Vert.x. */
final class VertxClient implements io.sockspan.soak.HttpClient {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = newClient();
    private HttpClientResponse held;

    private HttpClient newClient() {
        return vertx.createHttpClient(new HttpClientOptions().setTrustAll(true).setVerifyHost(false));
    }

    private static RequestOptions request(String url) {
        return new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url);
    }

    @Override
    public void get(String url) throws Exception {
        client.request(request(url))
                // Within the event loop: a body that arrives before anybody has asked for it is lost.
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @Override
    public void leak(String url) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        newClient()
                .request(request(url)) // the leak, by Vert.x on its own thread
                .compose(request -> request.send().onSuccess(response -> {
                    held = response.pause();
                    begun.countDown();
                }));
        begun.await();
    }
}
