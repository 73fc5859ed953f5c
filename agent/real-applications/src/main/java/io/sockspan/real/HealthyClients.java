package io.sockspan.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that leave nothing open but idle connections in pools, or close it a moment later. */
@DetectSocketLeaks
abstract class HealthyClients implements Beside.Server {
    private static final CloseableHttpClient APACHE_4 = HttpClients.createDefault();
    private static final org.apache.hc.client5.http.impl.classic.CloseableHttpClient APACHE_5 =
            org.apache.hc.client5.http.impl.classic.HttpClients.createDefault();
    private static final OkHttpClient OK_HTTP = new OkHttpClient();

    private CloseableHttpClient closedAfterEach;

    @AfterEach
    void closeClient() throws IOException {
        if (closedAfterEach != null) {
            closedAfterEach.close();
        }
    }

    private HttpURLConnection connection(String path) throws IOException {
        return (HttpURLConnection) new URL(url(path)).openConnection();
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[8_192];
        while (in.read(buffer) >= 0) {
            // To the end.
        }
    }

    @Test
    void urlConnectionReadAndClosed() throws IOException {
        try (InputStream in = connection("/small").getInputStream()) {
            drain(in);
        }
    }

    @Test
    void urlConnectionReadToTheEnd() throws IOException {
        drain(connection("/small").getInputStream());
    }

    @Test
    void urlConnectionClosedEarly() throws IOException {
        try (InputStream in = connection("/big").getInputStream()) {
            in.read();
        }
    }

    @Test
    void urlConnectionDisconnected() throws IOException {
        HttpURLConnection connection = connection("/big");
        connection.getInputStream().read();
        connection.disconnect();
    }

    @Test
    void urlConnectionErrorRead() throws IOException {
        HttpURLConnection connection = connection("/error");
        assertEquals(500, connection.getResponseCode());
        try (InputStream in = connection.getErrorStream()) {
            drain(in);
        }
    }

    @Test
    void urlConnectionHead() throws IOException {
        HttpURLConnection connection = connection("/small");
        connection.setRequestMethod("HEAD");
        assertEquals(200, connection.getResponseCode());
    }

    @Test
    void urlConnectionReused() throws IOException {
        for (int i = 0; i < 3; i++) {
            urlConnectionReadAndClosed();
        }
    }

    @Test
    void socketClosed() throws IOException {
        try (Socket socket = new Socket(ServerKind.HOST, port())) {
            socket.getOutputStream()
                    .write("GET /small HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        }
    }

    private Request request(String path) {
        return new Request.Builder().url(url(path)).build();
    }

    @Test
    void okHttpShared() throws IOException {
        try (Response response = OK_HTTP.newCall(request("/small")).execute()) {
            assertEquals(Answer.SMALL, response.body().string());
        }
    }

    @Test
    void okHttpClosedUnread() throws IOException {
        try (Response response = OK_HTTP.newCall(request("/big")).execute()) {
            assertEquals(200, response.code());
        }
    }

    @Test
    void okHttpClientForOneTest() throws IOException {
        try (Response response = new OkHttpClient().newCall(request("/small")).execute()) {
            response.body().string();
        }
    }

    @Test
    void okHttpEvicted() throws IOException {
        OkHttpClient client = new OkHttpClient();
        client.newCall(request("/small")).execute().close();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    @Test
    void okHttpAsynchronous() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        OK_HTTP.newCall(request("/small")).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (Response closed = response) {
                    answer.complete(closed.body().string());
                }
            }
        });
        assertEquals(Answer.SMALL, answer.get());
    }

    @Test
    void apache4Shared() throws IOException {
        try (CloseableHttpResponse response = APACHE_4.execute(new HttpGet(url("/small")))) {
            assertEquals(Answer.SMALL, EntityUtils.toString(response.getEntity()));
        }
    }

    @Test
    void apache4ClosedUnread() throws IOException {
        try (CloseableHttpResponse response = APACHE_4.execute(new HttpGet(url("/big")))) {
            assertEquals(200, response.getStatusLine().getStatusCode());
        }
    }

    @Test
    void apache4ConsumedAndNotClosed() throws IOException {
        EntityUtils.consume(APACHE_4.execute(new HttpGet(url("/small"))).getEntity());
    }

    @Test
    void apache4ClientForOneTest() throws IOException {
        try (CloseableHttpClient client = HttpClients.createDefault();
                CloseableHttpResponse response = client.execute(new HttpGet(url("/small")))) {
            EntityUtils.consume(response.getEntity());
        }
    }

    @Test
    void apache4ClosedAfterEach() throws IOException {
        closedAfterEach = HttpClients.createDefault();
        EntityUtils.consume(closedAfterEach.execute(new HttpGet(url("/small"))).getEntity());
    }

    @Test
    void apache4ClosedAMomentLater() throws IOException {
        CloseableHttpClient client = HttpClients.createDefault();
        EntityUtils.consume(client.execute(new HttpGet(url("/small"))).getEntity());
        new Thread(() -> {
                    try {
                        client.close();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
    }

    @Test
    void apache5Shared() throws IOException {
        assertEquals(Answer.SMALL, apache5(APACHE_5));
    }

    @Test
    void apache5ClientForOneTest() throws IOException {
        try (org.apache.hc.client5.http.impl.classic.CloseableHttpClient client =
                org.apache.hc.client5.http.impl.classic.HttpClients.createDefault()) {
            assertEquals(Answer.SMALL, apache5(client));
        }
    }

    private String apache5(org.apache.hc.client5.http.impl.classic.CloseableHttpClient client) throws IOException {
        return client.execute(
                new org.apache.hc.client5.http.classic.methods.HttpGet(url("/small")),
                response -> org.apache.hc.core5.http.io.entity.EntityUtils.toString(response.getEntity()));
    }

    @Test
    void apache5Asynchronous() throws Exception {
        try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
            client.start();
            client.execute(SimpleRequestBuilder.get(url("/small")).build(), null)
                    .get();
        }
    }
}
