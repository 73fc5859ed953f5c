package io.sockspan.real;

import io.sockspan.junit.DetectSocketLeaks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
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
import org.junit.jupiter.api.TestInfo;
import reactor.core.Disposable;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * Clients of Vert.x and Reactor Netty, which connect in event loops, so that a pooled connection and one in use look alike. Runs with Vert.x 4
 * on Netty 4.1 and with Vert.x 5 on Netty 4.2, on NIO and on the native transport.
 */
final class EventLoops {
    private static final List<Object> HELD = Collections.synchronizedList(new ArrayList<>());

    private EventLoops() {}

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    abstract static class WithServer {
        private static boolean nativeTransport;
        private static Vertx vertx;
        private static HttpServer server;
        private static HttpClient http;
        private static NetClient net;
        /** One that nobody holds is closed by Vert.x 5. */
        private static WebSocketClient webSockets;

        @BeforeAll
        static void start(TestInfo test) throws Exception {
            nativeTransport = test.getDisplayName().contains("Native");
            vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
            Assertions.assertEquals(nativeTransport, vertx.isNativeTransportEnabled());
            Assertions.assertTrue(!nativeTransport || LoopResources.hasNativeSupport());
            server = get(vertx.createHttpServer()
                    .webSocketHandler(HELD::add)
                    .requestHandler(WithServer::answer)
                    .listen(0, ServerKind.HOST));
            http = newHttpClient();
            net = vertx.createNetClient();
            webSockets = vertx.createWebSocketClient();
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

        /** Returns another interface since Vert.x 5. */
        static HttpClient newHttpClient() throws ReflectiveOperationException {
            return (HttpClient) Vertx.class.getMethod("createHttpClient").invoke(vertx);
        }

        static NetSocket connect() throws Exception {
            return get(net.connect(server.actualPort(), ServerKind.HOST));
        }

        static WebSocket connectWebSocket() throws Exception {
            return get(webSockets.connect(server.actualPort(), ServerKind.HOST, "/"));
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

        static reactor.netty.http.client.HttpClient.ResponseReceiver<?> reactor(String path) {
            return reactor.netty.http.client.HttpClient.create()
                    .runOn(HttpResources.get(), nativeTransport)
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

    static final class Healthy extends HealthyClients {}

    static final class HealthyNative extends HealthyClients {}

    static final class Leaking extends LeakingClients {}

    static final class LeakingNative extends LeakingClients {}

    @DetectSocketLeaks
    abstract static class HealthyClients extends WithServer {
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
            ask(newHttpClient());
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

        @Test
        void reactorStreamOfALibraryInTheBackground() throws Exception {
            LibraryFeed.ofALibrary().subscribe(reactor("/stream").responseContent());
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
                    socket = null;
                }
            }
        }
    }

    @DetectSocketLeaks(graceMillis = 300)
    abstract static class LeakingClients extends WithServer {
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
