package io.sockspan.soak;

import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client. */
final class JettyHttpClient implements io.sockspan.soak.HttpClient {
    private final HttpClient client = newClient();
    private HttpClient held;

    private static HttpClient newClient() throws Exception {
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(new SslContextFactory.Client(true));
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.start();
        return client;
    }

    JettyHttpClient() throws Exception {}

    @Override
    public void get(String url) throws Exception {
        client.GET(url);
    }

    @Override
    public void leak(String url) throws Exception {
        held = newClient();
        // By default it closes a connection over which nothing comes for 30 s.
        held.setIdleTimeout(0);
        CountDownLatch begun = new CountDownLatch(1);
        held.newRequest(url)
                .onResponseContentSource((response, source) -> begun.countDown())
                .send(result -> {}); // the leak, by Jetty on its own thread
        begun.await();
    }
}
