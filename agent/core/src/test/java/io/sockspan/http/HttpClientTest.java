package io.sockspan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientTest {
    private static final long LONGEST_ANSWER = 100_000;
    private static final byte[] BODY = "the content".getBytes(StandardCharsets.US_ASCII);

    private TestServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = client(server.uri());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void knowsASocketThatIsConnectedToItself() throws IOException {
        try (Socket toItself = new Socket();
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket other = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            toItself.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            toItself.connect(toItself.getLocalSocketAddress());

            assertThat(HttpConnection.isToItself(toItself)).isTrue();
            assertThat(HttpConnection.isToItself(other)).isFalse();
        }
    }

    @Test
    void sendsTheRequestWhole() throws IOException {
        server.answers("HTTP/1.1 200 OK", "Content-Length: 3", "X-Some: thing", "", "yes");

        HttpAnswer answer = client.post(
                new HttpHeaders().add("Content-Type", "text/plain").add("Content-Length", "999"), BODY, seconds(10));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.reason()).isEqualTo("OK");
        assertThat(answer.header("x-SOME")).isEqualTo("thing");
        assertThat(answer.body()).asString().isEqualTo("yes");
        assertThat(server.requests)
                .containsExactly(String.join(
                        "\r\n",
                        "POST /v1/traces?a=b HTTP/1.1",
                        "Host: 127.0.0.1:" + server.port(),
                        "Content-Type: text/plain",
                        "Accept-Encoding: identity",
                        "Content-Length: 11",
                        "",
                        "the content"));
    }

    @Test
    void readsChunks() throws IOException {
        server.answers(
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "3;x=y",
                "one",
                "A",
                "0123456789",
                "0",
                "T: x",
                "",
                "");

        assertThat(post().body()).asString().isEqualTo("one0123456789");
    }

    @Test
    void readsUntilTheEndWhereNoLengthIsSaid() throws IOException {
        server.answers("HTTP/1.0 404 Not Found", "", "what is this?");

        HttpAnswer answer = post();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.reason()).isEqualTo("Not Found");
        assertThat(answer.body()).asString().isEqualTo("what is this?");
    }

    @Test
    void passesOverInterimAnswers() throws IOException {
        server.answers("HTTP/1.1 103 Early Hints", "Link: x", "", "HTTP/1.1 204 No Content", "", "");

        assertThat(post().status()).isEqualTo(204);
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws IOException {
        server.then(peer -> {
            for (int i = 0; i < 3; i++) {
                peer.readRequest();
                peer.write("HTTP/1.1 200 OK", "Content-Length: 1", "", String.valueOf(i));
            }
        });

        for (int i = 0; i < 3; i++) {
            assertThat(post().body()).asString().isEqualTo(String.valueOf(i));
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void connectsAnewWhereTheServerHasClosedMeanwhile() throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        server.then(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK", "Content-Length: 1", "", "1");
            peer.socket().close();
            gone.countDown();
        });
        server.answers("HTTP/1.1 200 OK", "Content-Length: 1", "Connection: close", "", "2");

        assertThat(post().body()).asString().isEqualTo("1");
        await().atMost(ONE_MINUTE).until(() -> gone.getCount() == 0);
        assertThat(post().body()).asString().isEqualTo("2");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void sendsOnceMoreWhereAKeptConnectionIsClosedUnderTheRequest() throws IOException {
        server.then(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK", "Content-Length: 1", "", "1");
            peer.readRequest();
        });
        server.answers("HTTP/1.1 200 OK", "Content-Length: 1", "", "2");

        assertThat(post().body()).asString().isEqualTo("1");
        assertThat(post().body()).asString().isEqualTo("2");
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void doesNotSendOnceMoreOverAFreshConnection() {
        server.then(TestServer.Peer::readRequest);

        assertThatThrownBy(this::post)
                .isInstanceOf(EOFException.class)
                .hasMessage("the connection was closed without an answer");
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf"
            })
    void tellsOfAnAnswerThatEndsInTheMiddle(String half) {
        server.then(peer -> {
            peer.readRequest();
            peer.writeRaw(half);
        });

        assertThatThrownBy(this::post).hasMessage("the connection was closed in the middle of the answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String nonsense) {
        server.then(peer -> {
            peer.readRequest();
            peer.writeRaw(nonsense);
        });

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).hasMessageContaining("answer");
    }

    @Test
    void refusesAnswersThatAreTooLong() {
        server.answers("HTTP/1.1 200 OK", "Content-Length: 100001", "", "");
        server.answers("HTTP/1.1 200 OK", "", "x".repeat(100_001));
        server.answers("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "FFFF", "x".repeat(0xffff), "FFFF", "");
        server.answers("HTTP/1.1 200 OK", "Content-Length: 99999999999", "", "");
        server.answers("HTTP/1.1 200 OK", "X: " + "x".repeat(70_000), "", "");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::post).hasMessage("the answer is longer than 100000 bytes");
        }
        assertThatThrownBy(this::post).hasMessageContaining("where a number belongs");
        assertThatThrownBy(this::post).hasMessage("the answer's header is longer than 65536 bytes");
    }

    @Test
    void doesNotWaitLongerThanToldForAServerThatHangs() {
        server.then(peer -> {
            peer.readRequest();
            peer.hang();
        });

        assertThatThrownBy(() -> client.post(new HttpHeaders(), BODY, millis(100)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("no answer within 100 ms");
    }

    @Test
    void doesNotWaitLongerThanToldForAServerThatDrips() {
        server.then(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK", "Content-Length: 90000", "", "");
            peer.drip();
        });

        assertThatThrownBy(() -> client.post(new HttpHeaders(), BODY, millis(100)))
                .hasMessage("no answer within 100 ms");
    }

    @Test
    void endsAWriteThatBlocksWhenItIsToldTheTime() throws Exception {
        server.then(TestServer.Peer::hang);
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = new Thread(() -> {
            while (!over.get()) {
                client.expire();
                Thread.yield();
            }
        });
        watch.start();
        try {
            // More than the sockets' buffers take.
            byte[] large = new byte[64 << 20];
            assertThatThrownBy(() -> client.post(new HttpHeaders(), large, millis(200)))
                    .hasMessage("no answer within 200 ms");
        } finally {
            over.set(true);
            watch.join();
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.then(peer -> {
            peer.readRequest();
            asked.countDown();
            peer.hang();
        });
        Thread closing = new Thread(() -> {
            try {
                asked.await();
                client.close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
        closing.join();
        assertThatThrownBy(this::post).hasMessage("no more is sent");
    }

    @Test
    void closesAConnectionThatIsNotUsed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        server.then(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK", "Content-Length: 0", "", "");
            if (peer.isEnded()) {
                ended.countDown();
            }
        });
        assertThat(client.isConnected()).isFalse();
        post();
        client.expire();
        assertThat(ended.getCount()).as("not at once").isEqualTo(1);
        assertThat(client.isConnected()).isTrue();

        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            client.expire();
            return ended.getCount() == 0;
        });
        assertThat(client.isConnected()).isFalse();
    }

    /** It would give the application's Authenticator the proxy's address, and send what that answers. */
    @Test
    void goesThroughASocksProxyWithoutAskingTheApplicationForAPassword() throws IOException {
        server.then(peer -> {
                    InputStream in = peer.socket().getInputStream();
                    assertThat(in.readNBytes(3)).containsExactly(5, 1, 0);
                    peer.socket().getOutputStream().write(new byte[] {5, 0});
                    byte[] request = in.readNBytes(5 + "my_collector".length() + 2);
                    assertThat(new String(request, 5, "my_collector".length(), StandardCharsets.US_ASCII))
                            .isEqualTo("my_collector");
                    assertThat(request).endsWith(4318 >> 8, (byte) 4318);
                    peer.socket().getOutputStream().write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1});
                    peer.readRequest();
                    peer.write("HTTP/1.1 200 OK", "Content-Length: 0", "", "");
                })
                .then(peer -> {
                    peer.socket().getInputStream().readNBytes(3);
                    peer.socket().getOutputStream().write(new byte[] {5, (byte) 0xff});
                });
        AtomicBoolean asked = new AtomicBoolean();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.set(true);
                return new PasswordAuthentication("user", "secret".toCharArray());
            }
        });
        try {
            URI backend = URI.create("http://my_collector:4318/v1/traces");
            assertThat(throughSocks(backend)
                            .post(new HttpHeaders(), BODY, seconds(20))
                            .status())
                    .isEqualTo(200);
            assertThat(server.requests.get(0)).startsWith("POST /v1/traces HTTP/1.1\r\nHost: my_collector:4318\r\n");
            assertThatThrownBy(() -> throughSocks(backend).post(new HttpHeaders(), BODY, seconds(20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("the SOCKS proxy .* asks for a user name, which this agent does not give");
        } finally {
            Authenticator.setDefault(null);
        }
        assertThat(asked).isFalse();
    }

    private HttpClient throughSocks(URI uri) {
        Proxy proxy =
                new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return new HttpClient(
                uri,
                new ProxySelector() {
                    @Override
                    public List<Proxy> select(URI any) {
                        return List.of(proxy);
                    }

                    @Override
                    public void connectFailed(URI any, SocketAddress address, IOException failure) {}
                },
                null,
                null,
                TimeUnit.SECONDS.toNanos(10),
                LONGEST_ANSWER);
    }

    @Test
    void saysPlainlyWhyItCannotConnect() throws IOException {
        try (RefusingPort nobody = new RefusingPort()) {
            URI uri = URI.create("http://127.0.0.1:" + nobody.port());
            assertThatThrownBy(() -> client(uri).post(new HttpHeaders(), BODY, seconds(5)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        assertThatThrownBy(() ->
                        client(URI.create("http://no-such-host.invalid")).post(new HttpHeaders(), BODY, seconds(5)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("unknown host no-such-host.invalid");
    }

    @Test
    void triesEveryAddressOfAName() throws IOException {
        // The server listens on 127.0.0.1 alone; localhost may be ::1 first.
        server.answers("HTTP/1.1 200 OK", "Content-Length: 0", "", "");
        HttpClient byName = client(URI.create("http://localhost:" + server.port()));

        assertThat(byName.post(new HttpHeaders(), BODY, seconds(5)).status()).isEqualTo(200);
        assertThat(server.requests.get(0)).startsWith("POST / HTTP/1.1\r\nHost: localhost:" + server.port());
    }

    @Test
    void letsNoHeaderEndItsLine() {
        assertThatThrownBy(() -> new HttpHeaders().add("X-Key", "secret\r\nX: y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the header X-Key holds a character that HTTP does not allow");
        assertThatThrownBy(() -> new HttpHeaders().add("X: y", "z")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesThroughAProxy() throws IOException {
        server.answers("HTTP/1.1 200 OK", "Content-Length: 0", "", "");
        HttpClient proxied = client(URI.create("http://collector.invalid:4318/v1"), proxy());

        assertThat(proxied.post(new HttpHeaders(), BODY, seconds(5)).status()).isEqualTo(200);
        assertThat(server.requests.get(0))
                .startsWith("POST http://collector.invalid:4318/v1 HTTP/1.1\r\nHost: collector.invalid:4318\r\n");
    }

    @Test
    void tellsThatAProxyRefusesATunnel() {
        server.answers("HTTP/1.1 407 Proxy Authentication Required", "Content-Length: 0", "", "");
        HttpClient proxied = client(URI.create("https://collector.invalid/v1"), proxy());

        assertThatThrownBy(() -> proxied.post(new HttpHeaders(), BODY, seconds(5)))
                .hasMessageStartingWith("the proxy ")
                .hasMessageEndingWith(" answered 407");
        assertThat(server.requests.get(0))
                .isEqualTo("CONNECT collector.invalid:443 HTTP/1.1\r\nHost: collector.invalid:443\r\n\r\n");
    }

    @Test
    void asksNothingOfTheApplications() throws IOException {
        AtomicBoolean asked = new AtomicBoolean();
        ProxySelector selectorBefore = ProxySelector.getDefault();
        CookieHandler cookiesBefore = CookieHandler.getDefault();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected java.net.PasswordAuthentication getPasswordAuthentication() {
                asked.set(true);
                return null;
            }
        });
        CookieHandler.setDefault(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                asked.set(true);
                return Map.of();
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                asked.set(true);
            }
        });
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.set(true);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                asked.set(true);
            }
        });
        try {
            server.answers(
                    "HTTP/1.1 401 Unauthorized",
                    "WWW-Authenticate: Basic realm=\"x\"",
                    "Set-Cookie: a=b",
                    "Content-Length: 0",
                    "",
                    "");
            assertThat(post().status()).isEqualTo(401);
        } finally {
            Authenticator.setDefault(null);
            CookieHandler.setDefault(cookiesBefore);
            ProxySelector.setDefault(selectorBefore);
        }
        assertThat(asked).isFalse();
    }

    private ProxySelector proxy() {
        return ProxySelector.of(new InetSocketAddress("127.0.0.1", server.port()));
    }

    private HttpAnswer post() throws IOException {
        return client.post(new HttpHeaders(), BODY, seconds(20));
    }

    private static HttpClient client(URI uri) {
        return client(uri, null);
    }

    private static HttpClient client(URI uri, ProxySelector proxies) {
        return new HttpClient(uri, proxies, null, null, TimeUnit.SECONDS.toNanos(10), LONGEST_ANSWER);
    }

    private static Deadline seconds(long seconds) {
        return Deadline.in(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Deadline millis(long millis) {
        return Deadline.in(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
