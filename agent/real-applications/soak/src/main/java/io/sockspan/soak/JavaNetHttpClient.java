package io.sockspan.soak;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** {@code java.net.http}. */
final class JavaNetHttpClient implements HttpClient {
    private final java.net.http.HttpClient client = newClient();
    private HttpResponse<InputStream> held;

    private static java.net.http.HttpClient newClient() {
        return java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public void get(String url) throws Exception {
        client.send(request(url), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void leak(String url) throws Exception {
        held = newClient().send(request(url), HttpResponse.BodyHandlers.ofInputStream()); // the leak
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }
}
