package io.sockspan.soak;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Apache HttpClient 5, blocking. */
final class Apache5Client implements HttpClient {
    private final CloseableHttpClient client = HttpClients.createSystem();
    private ClassicHttpResponse held;

    @Override
    public void get(String url) throws IOException {
        client.execute(new HttpGet(url), response -> EntityUtils.toByteArray(response.getEntity()));
    }

    @Override
    public void leak(String url) throws IOException {
        held = HttpClients.createSystem().executeOpen(null, new HttpGet(url), null); // the leak
    }
}
