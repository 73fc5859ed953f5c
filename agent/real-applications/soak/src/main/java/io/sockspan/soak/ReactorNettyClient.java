package io.sockspan.soak;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.concurrent.CountDownLatch;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Reactor Netty. */
final class ReactorNettyClient implements io.sockspan.soak.HttpClient {
    private final HttpClient client = trusting(HttpClient.create());
    private Disposable held;

    private static HttpClient trusting(HttpClient client) {
        Http11SslContextSpec ssl = Http11SslContextSpec.forClient()
                .configure(builder -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE));
        return client.secure(spec -> spec.sslContext(ssl));
    }

    @Override
    public void get(String url) {
        client.get().uri(url).responseContent().aggregate().asByteArray().block();
    }

    @Override
    public void leak(String url) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        held = trusting(HttpClient.create(ConnectionProvider.create("leak", 1)))
                .get()
                .uri(url)
                .response((response, body) -> {
                    begun.countDown();
                    return Mono.never();
                })
                .subscribe(); // the leak
        begun.await();
    }
}
