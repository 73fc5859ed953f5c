package io.sockspan.real.owned;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.h2.tools.Server;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import reactor.core.Disposable;

/**
 * Client connections that libraries hold for the application. Says {@code held WAY PORT} for each, with the port of its peer, which is
 * another one for each way.
 */
public final class OwnedByLibraries {
    private static final String HOST = "127.0.0.1";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nthe beginning";

    private static final DefaultListableBeanFactory BEANS = new DefaultListableBeanFactory();
    /** For all threads: each peer adds what it accepts. */
    private static final List<Object> PEERS = Collections.synchronizedList(new ArrayList<>());

    private static Orders orders;

    private OwnedByLibraries() {}

    /** A client of Apache HttpClient 4, whose responses nobody closes. */
    static final class Prices {
        private static final CloseableHttpClient CLIENT = HttpClients.createDefault();

        private Prices() {}

        static void load(int port) throws IOException {
            CLIENT.execute(new HttpGet("http://" + HOST + ":" + port + "/"));
        }
    }

    /** The same for Apache HttpClient 5. */
    static final class Rates {
        private static final org.apache.hc.client5.http.impl.classic.CloseableHttpClient CLIENT =
                org.apache.hc.client5.http.impl.classic.HttpClients.createDefault();

        private Rates() {}

        @SuppressWarnings("deprecation")
        static void load(int port) throws IOException {
            CLIENT.execute(new org.apache.hc.client5.http.classic.methods.HttpGet("http://" + HOST + ":" + port + "/"));
        }
    }

    /** Takes a connection from the pool and does not give it back. */
    static final class Orders {
        private final HikariDataSource database;

        Orders(HikariDataSource database) {
            this.database = database;
        }

        void count() throws Exception {
            Connection leaked = database.getConnection();
            leaked.createStatement().execute("select 1");
        }
    }

    /** A singleton of Spring's. */
    public static final class Registry {
        private final Map<String, Socket> byName = new ConcurrentHashMap<>();
    }

    /** A connection of Vert.x that is held, beside one that only its event loop knows. */
    static final class Ticks {
        private static NetSocket socket;

        private Ticks() {}

        static void read(int held, int forgotten) throws Exception {
            VertxOptions oneLoop =
                    new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1);
            NetClient client = Vertx.vertx(oneLoop).createNetClient();
            socket = get(client.connect(held, HOST));
            get(client.connect(forgotten, HOST));
        }

        private static <T> T get(Future<T> future) throws Exception {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    /** A response of Reactor Netty, which is the client of WebFlux, that nobody disposes of. */
    static final class Feed {
        private static Disposable stream;

        private Feed() {}

        static void read(int port) throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            stream = reactor.netty.http.client.HttpClient.create()
                    .get()
                    .uri("http://" + HOST + ":" + port + "/")
                    .responseContent()
                    .subscribe(piece -> begun.countDown(), ended -> {});
            begun.await();
        }
    }

    static final class PriceHandler extends ChannelInboundHandlerAdapter {}

    public static void main(String[] args) throws Exception {
        Prices.load(peer("apache 4"));
        Rates.load(peer("apache 5"));
        hikari();
        BEANS.registerBeanDefinition("registry", new RootBeanDefinition(Registry.class));
        BEANS.getBean(Registry.class).byName.put("prices", new Socket(HOST, peer("spring")));
        netty("nio.NioEventLoopGroup", "socket.nio.NioSocketChannel", peer("netty nio"));
        netty("epoll.EpollEventLoopGroup", "epoll.EpollSocketChannel", peer("netty epoll"));
        Ticks.read(peer("vertx"), peer("vertx forgotten"));
        Feed.read(peer("reactor"));
        drop(peer("garbage"));
        System.out.println("app: done");
        while (System.in.read() >= 0) {
            // Until the test has ended.
        }
        System.exit(0);
    }

    /** A peer that answers the beginning of a response to whatever it reads. */
    private static int peer(String way) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        PEERS.add(listener);
        Thread thread = new Thread(
                () -> {
                    try {
                        Socket accepted = listener.accept();
                        PEERS.add(accepted);
                        if (accepted.getInputStream().read() >= 0) {
                            accepted.getOutputStream().write(ANSWER.getBytes());
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "peer of " + way);
        thread.setDaemon(true);
        thread.start();
        held(way, listener.getLocalPort());
        return listener.getLocalPort();
    }

    private static void held(String way, int port) {
        System.out.println("app: held " + way + " " + port);
    }

    private static void hikari() throws Exception {
        Server database =
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:tcp://localhost:" + database.getPort() + "/mem:orders");
        config.setMaximumPoolSize(1);
        orders = new Orders(new HikariDataSource(config));
        orders.count();
        held("hikari", database.getPort());
    }

    private static void netty(String group, String channel, int port) throws Exception {
        String netty = "io.netty.channel.";
        new Bootstrap()
                .group((EventLoopGroup)
                        Class.forName(netty + group).getConstructor(int.class).newInstance(1))
                .channel(Class.forName(netty + channel).asSubclass(Channel.class))
                .handler(new PriceHandler())
                .connect(HOST, port)
                .sync();
    }

    private static void drop(int port) throws IOException {
        SocketChannel.open(new InetSocketAddress(HOST, port));
    }
}
