package io.sockspan.real;

import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.Test;

/** Tests that leave a socket, a response or a client behind, held or forgotten. */
@DetectSocketLeaks(graceMillis = 300)
abstract class LeakingClients implements Beside.Server {
    private static final int MANY = 1_000;
    private static final CloseableHttpClient APACHE_4 =
            HttpClients.custom().setMaxConnPerRoute(MANY).setMaxConnTotal(MANY).build();
    private static final OkHttpClient OK_HTTP = new OkHttpClient();
    private static final List<Object> HELD = Collections.synchronizedList(new ArrayList<>());

    private static <T> T hold(T left) {
        HELD.add(left);
        return left;
    }

    /** By a name of its own, so that no test is given a connection that another one left to the keep-alive cache. */
    private HttpURLConnection connection(String host, String path) throws IOException {
        return (HttpURLConnection) new URL("http://" + host + ":" + port() + path).openConnection();
    }

    @Test
    void leaksStreamForgotten() throws IOException {
        connection("127.0.0.1", "/small").getInputStream();
    }

    @Test
    void leaksStreamForgottenAfterAByte() throws IOException {
        connection("127.1", "/small").getInputStream().read();
    }

    @Test
    void leaksBigStreamForgotten() throws IOException {
        connection("127.0.1", "/big").getInputStream().read();
    }

    @Test
    void leaksStreamHeld() throws IOException {
        hold(connection("localhost", "/small").getInputStream()).read();
    }

    @Test
    void leaksBigStreamHeld() throws IOException {
        hold(connection("LOCALHOST", "/big").getInputStream()).read();
    }

    @Test
    void leaksBodyAfterItsStatus() throws IOException {
        connection("LocalHost", "/error").getResponseCode();
    }

    @Test
    void leaksSocketHeld() throws IOException {
        hold(new Socket(ServerKind.HOST, port()));
    }

    @Test
    void leaksSocketForgotten() throws IOException {
        new Socket(ServerKind.HOST, port());
    }

    @Test
    void leaksChannelHeld() throws IOException {
        hold(SocketChannel.open(new InetSocketAddress(ServerKind.HOST, port())));
    }

    @Test
    void leaksChannelForgotten() throws IOException {
        SocketChannel.open(new InetSocketAddress(ServerKind.HOST, port()));
    }

    @Test
    void leaksAsynchronousChannel() throws Exception {
        hold(AsynchronousSocketChannel.open())
                .connect(new InetSocketAddress(ServerKind.HOST, port()))
                .get();
    }

    @Test
    void leaksOnAnExecutorsThread() throws Exception {
        int port = port();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.submit(() -> hold(new Socket(ServerKind.HOST, port))).get();
        executor.shutdown();
    }

    private Request request(String path) {
        return new Request.Builder().url(url(path)).build();
    }

    @Test
    void leaksOkHttpResponseHeld() throws IOException {
        hold(OK_HTTP.newCall(request("/small")).execute());
    }

    @Test
    void leaksOkHttpBigResponseHeld() throws IOException {
        hold(OK_HTTP.newCall(request("/big")).execute());
    }

    @Test
    void leaksOkHttpResponseForgotten() throws IOException {
        OK_HTTP.newCall(request("/small")).execute();
    }

    @Test
    void leaksApache4ResponseHeld() throws IOException {
        hold(APACHE_4.execute(new HttpGet(url("/small"))));
    }

    @Test
    void leaksApache4BigResponseHeld() throws IOException {
        hold(APACHE_4.execute(new HttpGet(url("/big"))));
    }

    @Test
    void leaksApache4ResponseForgotten() throws IOException {
        APACHE_4.execute(new HttpGet(url("/small")));
    }

    @Test
    void leaksApache5ClientForgotten() throws IOException {
        org.apache.hc.client5.http.impl.classic.HttpClients.createDefault()
                .execute(
                        new org.apache.hc.client5.http.classic.methods.HttpGet(url("/small")),
                        response -> org.apache.hc.core5.http.io.entity.EntityUtils.toString(response.getEntity()));
    }

    @Test
    void leaksAcceptedHeld() throws IOException {
        try (ServerSocket listener = new ServerSocket(0);
                Socket client = new Socket(ServerKind.HOST, listener.getLocalPort())) {
            hold(listener.accept());
        }
    }

    @Test
    void leaksAcceptedForgotten() throws IOException {
        try (ServerSocket listener = new ServerSocket(0);
                Socket client = new Socket(ServerKind.HOST, listener.getLocalPort())) {
            listener.accept();
        }
    }

    @Test
    void leaksBothEndsOfAConnection() throws IOException {
        try (ServerSocket listener = new ServerSocket(0)) {
            hold(new Socket(ServerKind.HOST, listener.getLocalPort()));
            hold(listener.accept());
        }
    }

    @Test
    void leaksListener() throws IOException {
        hold(new ServerSocket(0));
    }

    @Test
    void leaksServer() throws Exception {
        hold(getClass().getAnnotation(Beside.class).value().start());
    }
}
