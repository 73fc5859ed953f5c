package io.sockspan.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

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
        held = URI.create(url).toURL().openStream(); // the leak
    }
}
