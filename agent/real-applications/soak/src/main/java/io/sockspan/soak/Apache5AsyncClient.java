package io.sockspan.soak;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;

/** Apache HttpClient 5, asynchronous. */
final class Apache5AsyncClient implements HttpClient {
    private final CloseableHttpAsyncClient client = newClient();
    private CloseableHttpAsyncClient held;

    private static CloseableHttpAsyncClient newClient() {
        CloseableHttpAsyncClient client = HttpAsyncClients.createSystem();
        client.start();
        return client;
    }

    @Override
    public void get(String url) throws Exception {
        client.execute(SimpleRequestBuilder.get(url).build(), null).get();
    }

    @Override
    public void leak(String url) throws Exception {
        held = newClient();
        TakesNothing consumer = new TakesNothing();
        SimpleHttpRequest request = SimpleRequestBuilder.get(url).build();
        held.execute(
                new BasicRequestProducer(request, null),
                consumer,
                null); // the leak, by Apache HttpClient 5 on its own thread
        consumer.begun.await();
    }

    /** Never offers capacity for the body. */
    private static final class TakesNothing extends AbstractBinResponseConsumer<Void> {
        final CountDownLatch begun = new CountDownLatch(1);

        @Override
        protected void start(HttpResponse response, ContentType contentType) {
            begun.countDown();
        }

        @Override
        protected int capacityIncrement() {
            return 0;
        }

        @Override
        protected void data(ByteBuffer data, boolean last) {}

        @Override
        protected Void buildResult() {
            return null;
        }

        @Override
        public void informationResponse(HttpResponse response, org.apache.hc.core5.http.protocol.HttpContext context) {}

        @Override
        public void failed(Exception cause) {}

        @Override
        public void releaseResources() {}
    }
}
