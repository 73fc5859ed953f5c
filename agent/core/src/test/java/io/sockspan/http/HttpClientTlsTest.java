package io.sockspan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpClientTlsTest {
    private static final byte[] BODY = {1, 2, 3};

    @TempDir
    static Path directory;

    private static SSLContext own;
    private static SSLContext anothers;

    @BeforeAll
    static void makeKeys() throws Exception {
        own = new TestCertificate(directory, "ip:127.0.0.1").context();
        anothers = new TestCertificate(directory, "dns:collector.example").context();
    }

    @Test
    void postsToWhomItTrustsAndKeepsTheConnection() throws IOException {
        try (TestServer server = server(own)) {
            server.then(peer -> {
                for (int i = 0; i < 2; i++) {
                    peer.readRequest();
                    peer.write("HTTP/1.1 200 OK", "Content-Length: 1", "", "y");
                }
            });
            HttpClient client = client(server.uri(), own);

            assertThat(client.post(new HttpHeaders(), BODY, limit()).body())
                    .asString()
                    .isEqualTo("y");
            assertThat(client.post(new HttpHeaders(), BODY, limit()).body())
                    .asString()
                    .isEqualTo("y");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws IOException {
        try (TestServer server = server(own)) {
            server.then(TestServer.Peer::readRequest);

            assertThatThrownBy(() -> client(server.uri(), null).post(new HttpHeaders(), BODY, limit()))
                    .isInstanceOf(SSLException.class);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void refusesATrustedCertificateOfAnotherHost() throws IOException {
        try (TestServer server = server(anothers)) {
            server.then(TestServer.Peer::readRequest);

            assertThatThrownBy(() -> client(server.uri(), anothers).post(new HttpHeaders(), BODY, limit()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void doesNotWaitForAServerThatDoesNotShakeHands() throws IOException {
        try (TestServer silent = new TestServer()) {
            silent.then(TestServer.Peer::hang);
            URI uri = URI.create("https://127.0.0.1:" + silent.port());

            assertThatThrownBy(() -> client(uri, own)
                            .post(new HttpHeaders(), BODY, Deadline.in(TimeUnit.MILLISECONDS.toNanos(200))))
                    .hasMessage("no answer within 200 ms");
        }
    }

    private static TestServer server(SSLContext context) throws IOException {
        return new TestServer("https", context.getServerSocketFactory());
    }

    private static HttpClient client(URI uri, SSLContext context) {
        return new HttpClient(uri, null, context, null, TimeUnit.SECONDS.toNanos(10), 1000);
    }

    private static Deadline limit() {
        return Deadline.in(TimeUnit.SECONDS.toNanos(20));
    }
}
