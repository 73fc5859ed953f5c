package io.sockspan.soak;

import java.util.ArrayList;
import java.util.List;

/** HTTP clients that pool connections, beside each other. */
final class HttpClients implements Application {
    private final List<HttpClient> clients = new ArrayList<>();
    private Address address;

    @Override
    public void start(Address address) throws Exception {
        this.address = address;
        clients.add(new UrlConnectionClient());
        clients.add(new JavaNetHttpClient());
        clients.add(new OkHttpClients());
        clients.add(new Apache4Client());
        clients.add(new Apache5Client());
        clients.add(new Apache5AsyncClient());
        clients.add(new JettyHttpClient());
        clients.add(new ReactorNettyClient());
        clients.add(new VertxClient());
    }

    @Override
    public void use() throws Exception {
        for (HttpClient client : clients) {
            client.get(address.url("/small"));
            // Larger than what a client reads at once.
            client.get(address.url("/big"));
        }
    }

    @Override
    public void leak() throws Exception {
        for (HttpClient client : clients) {
            client.leak(address.url("/big"));
        }
    }
}
