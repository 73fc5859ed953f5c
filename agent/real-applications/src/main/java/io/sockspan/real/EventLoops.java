package io.sockspan.real;

import io.sockspan.junit.DetectSocketLeaks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Clients of Vert.x and Reactor Netty, which connect in event loops, so that a pooled connection and one in use look alike. */
final class EventLoops {
    private static final List<Object> HELD = Collections.synchronizedList(new ArrayList<>());

    private EventLoops() {}

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    abstract static class WithServer {
        private static Vertx vertx;
        private static HttpServer server;
        private static HttpClient http;
        private static NetClient net;

        @BeforeAll
        static void start() throws Exception {
            vertx = Vertx.vertx();
            server = get(vertx.createHttpServer()
                    .webSocketHandler(HELD::add)
                    .requestHandler(WithServer::answer)
                    .listen(0, ServerKind.HOST));
            http = vertx.createHttpClient();
            net = vertx.createNetClient();
        }

        @AfterAll
        static void stop() throws Exception {
            get(vertx.close());
        }

        private static void answer(HttpServerRequest request) {
            if (request.path().equals("/stream")) {
                request.response().setChunked(true).write(Answer.SMALL);
            } else {
                request.response().end(Answer.SMALL);
            }
        }

        static NetSocket connect() throws Exception {
            return get(net.connect(server.actualPort(), ServerKind.HOST));
        }

        static WebSocket connectWebSocket() throws Exception {
            return get(http.webSocket(server.actualPort(), ServerKind.HOST, "/"));
        }

        static void ask(HttpClient client) throws Exception {
            Buffer answer = get(client.request(HttpMethod.GET, server.actualPort(), ServerKind.HOST, "/small")
                    .compose(request -> request.send())
                    .compose(HttpClientResponse::body));
            Assertions.assertEquals(Answer.SMALL, answer.toString());
        }

        /** The server never ends its answer. */
        static HttpClientResponse vertxStream() throws Exception {
            return get(http.request(HttpMethod.GET, server.actualPort(), ServerKind.HOST, "/stream")
                    .compose(request -> request.send()));
        }

        static HttpClient shared() {
            return http;
        }

        static Vertx vertx() {
            return vertx;
        }

        static reactor.netty.http.client.HttpClient.ResponseReceiver<?> reactor(String path) {
            return reactor.netty.http.client.HttpClient.create()
                    .get()
                    .uri("http://" + ServerKind.HOST + ":" + server.actualPort() + path);
        }

        /** The server never ends its answer. */
        static Disposable stream() throws InterruptedException {
            CountDownLatch first = new CountDownLatch(1);
            Disposable stream =
                    reactor("/stream").responseContent().asString().subscribe(piece -> first.countDown(), ended -> {});
            if (!first.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the answer has not begun");
            }
            return stream;
        }
    }

    @DetectSocketLeaks
    static final class Healthy extends WithServer {
        private static final Feed FEED = new Feed();

        @AfterAll
        static void closeFeed() throws Exception {
            FEED.close();
        }

        @Test
        void vertxShared() throws Exception {
            ask(shared());
        }

        @Test
        void vertxClientForOneTest() throws Exception {
            ask(vertx().createHttpClient());
        }

        @Test
        void vertxSocketClosed() throws Exception {
            get(connect().close());
        }

        @Test
        void vertxWebSocketClosed() throws Exception {
            get(connectWebSocket().close());
        }

        @Test
        void vertxFeedSharedWithOtherTests() throws Exception {
            FEED.use();
        }

        @Test
        void vertxFeedSharedOnceMore() throws Exception {
            FEED.use();
        }

        @Test
        void reactorShared() {
            Assertions.assertEquals(
                    Answer.SMALL,
                    reactor("/small").responseContent().aggregate().asString().block());
        }

        @Test
        void reactorStreamDisposed() throws Exception {
            stream().dispose();
        }

        /** A client of the project's, which connects when it is first used. */
        private static final class Feed implements AutoCloseable {
            private NetSocket socket;

            synchronized void use() throws Exception {
                if (socket == null) {
                    socket = connect();
                }
            }

            @Override
            public synchronized void close() throws Exception {
                if (socket != null) {
                    get(socket.close());
                }
            }
        }
    }

    @DetectSocketLeaks(graceMillis = 300)
    static final class Leaking extends WithServer {
        @Test
        void leaksVertxSocket() throws Exception {
            HELD.add(connect());
        }

        @Test
        void leaksVertxWebSocket() throws Exception {
            HELD.add(connectWebSocket());
        }

        @Test
        void leaksVertxRequest() throws Exception {
            HELD.add(vertxStream());
        }

        @Test
        void leaksReactorStream() throws Exception {
            HELD.add(stream());
        }
    }
}
