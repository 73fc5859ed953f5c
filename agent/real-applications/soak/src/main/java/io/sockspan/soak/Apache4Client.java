package io.sockspan.soak;

import java.io.IOException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** Apache HttpClient 4. */
final class Apache4Client implements HttpClient {
    private final CloseableHttpClient client = HttpClients.createSystem();
    private CloseableHttpResponse held;

    @Override
    public void get(String url) throws IOException {
        try (CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            EntityUtils.toByteArray(response.getEntity());
        }
    }

    @Override
    public void leak(String url) throws IOException {
        held = HttpClients.createSystem().execute(new HttpGet(url)); // the leak
    }
}
