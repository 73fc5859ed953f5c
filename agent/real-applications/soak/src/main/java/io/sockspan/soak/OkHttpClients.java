package io.sockspan.soak;

import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** OkHttp. */
final class OkHttpClients implements HttpClient {
    private final OkHttpClient client = new OkHttpClient();
    private Response held;

    @Override
    public void get(String url) throws IOException {
        try (Response response = client.newCall(request(url)).execute()) {
            response.body().bytes();
        }
    }

    @Override
    public void leak(String url) throws IOException {
        held = new OkHttpClient().newCall(request(url)).execute(); // the leak
    }

    private static Request request(String url) {
        return new Request.Builder().url(url).build();
    }
}
