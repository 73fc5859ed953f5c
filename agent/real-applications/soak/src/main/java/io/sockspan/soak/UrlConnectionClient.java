package io.sockspan.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;

/** {@code HttpURLConnection}. */
final class UrlConnectionClient implements HttpClient {
    private InputStream held;

    @Override
    public void get(String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            in.readAllBytes();
        }
    }

    @Override
    public void leak(String url) throws IOException {
        // By another name, as the cache has a connection to that one.
        URL other = URI.create(url.replace(Address.HOST, "127.0.0.1")).toURL();
        held = other.openStream(); // the leak
    }
}
