package io.sockspan.real.owned;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

/**
 * Clients with pools, whose servers end each connection after they have answered. Some responses are read to the end, so that their connections
 * lie in the pool, and some are held and never closed.
 */
public final class PooledResponses {
    private static final String HOST = "127.0.0.1";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall";
    private static final int MOST_OF_A_REQUEST = 8_192;

    private static final OkHttpClient OK_HTTP = new OkHttpClient();
    private static final CloseableHttpClient APACHE = HttpClients.createDefault();
    private static final CloseableHttpClient SINGLE = HttpClients.custom()
            .setConnectionManager(new BasicHttpClientConnectionManager())
            .build();
    private static final CloseableHttpClient IDLE_SINGLE = HttpClients.custom()
            .setConnectionManager(new BasicHttpClientConnectionManager())
            .build();

    /** For all threads: each server adds what it accepts. */
    private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());

    private PooledResponses() {}

    public static void main(String[] args) throws Exception {
        giveBack();
        leaveOkHttpOpen();
        leaveApacheOpen();
        leaveSingleOpen();
        System.out.println("app: done");
        while (System.in.read() >= 0) {
            // Until the test has ended.
        }
        System.exit(0);
    }

    private static void giveBack() throws IOException {
        okHttp().close();
        EntityUtils.consume(apache(APACHE).getEntity());
        EntityUtils.consume(apache(IDLE_SINGLE).getEntity());
    }

    private static void leaveOkHttpOpen() throws IOException {
        KEPT.add(okHttp());
    }

    private static void leaveApacheOpen() throws IOException {
        KEPT.add(apache(APACHE));
    }

    private static void leaveSingleOpen() throws IOException {
        KEPT.add(apache(SINGLE));
    }

    private static Response okHttp() throws IOException {
        return OK_HTTP.newCall(new Request.Builder().url(url()).build()).execute();
    }

    private static HttpResponse apache(CloseableHttpClient client) throws IOException {
        return client.execute(new HttpGet(url()));
    }

    /** Of a server of its own, so that no connection is lent twice. */
    private static String url() throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        KEPT.add(listener);
        Thread thread = new Thread(
                () -> {
                    try {
                        Socket accepted = listener.accept();
                        KEPT.add(accepted);
                        if (accepted.getInputStream().read(new byte[MOST_OF_A_REQUEST]) > 0) {
                            accepted.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
                        }
                        accepted.shutdownOutput();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "server");
        thread.setDaemon(true);
        thread.start();
        return "http://" + HOST + ":" + listener.getLocalPort() + "/";
    }
}
