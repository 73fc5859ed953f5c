package io.sockspan.real.transport;

import io.sockspan.real.Commands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A server of Vert.x, and one of Spring WebFlux on Reactor Netty, both on Netty's native transport, with clients of both that talk to them all
 * the time, and others that come and go. Runs with Vert.x 4 and WebFlux 5, and with Vert.x 5 and WebFlux 6.
 */
public final class EchoReactive {
    private static final String HOST = "127.0.0.1";
    private static final int TALKING = 5;
    private static final int PAUSE_MILLIS = 5;
    private static final Duration PAUSE = Duration.ofMillis(PAUSE_MILLIS);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final NetClient client = vertx.createNetClient();
    private final List<Object> kept = new ArrayList<>();
    private NetServer server;

    private EchoReactive() {}

    public static void main(String[] args) throws Exception {
        EchoReactive echo = new EchoReactive();
        if (!echo.vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException("no native transport");
        }
        echo.serve();
        echo.talk();
        echo.stream();
        echo.comeAndGo();
        Commands.obey();
        System.exit(0);
    }

    private void serve() throws Exception {
        server = get(vertx.createNetServer()
                .connectHandler(accepted -> accepted.handler(accepted::write))
                .listen(0, HOST));
    }

    private void talk() throws Exception {
        for (int i = 0; i < TALKING; i++) {
            NetSocket socket = connect(server.actualPort());
            socket.handler(answer -> vertx.setTimer(PAUSE_MILLIS, timer -> socket.write(answer)));
            socket.write(Buffer.buffer(new byte[64]));
            kept.add(socket);
        }
    }

    private NetSocket connect(int port) throws Exception {
        return get(client.connect(port, HOST));
    }

    /** Each is a response of WebFlux that never ends. */
    private void stream() throws InterruptedException {
        Flux<String> ticks = Flux.interval(PAUSE).onBackpressureDrop().map(String::valueOf);
        DisposableServer http = HttpServer.create()
                .host(HOST)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(RouterFunctions.route()
                        .GET(
                                "/ticks",
                                request -> ServerResponse.ok()
                                        .contentType(MediaType.TEXT_EVENT_STREAM)
                                        .body(ticks, String.class))
                        .build())))
                .bindNow();
        WebClient web = WebClient.create("http://" + HOST + ":" + http.port());
        CountDownLatch begun = new CountDownLatch(TALKING);
        for (int i = 0; i < TALKING; i++) {
            AtomicBoolean isFirst = new AtomicBoolean(true);
            kept.add(web.get().uri("/ticks").retrieve().bodyToFlux(String.class).subscribe(tick -> {
                if (isFirst.getAndSet(false)) {
                    begun.countDown();
                }
            }));
        }
        begun.await();
    }

    private void comeAndGo() {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    get(connect(server.actualPort()).close());
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (Exception e) {
                System.err.println("the visits end: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
