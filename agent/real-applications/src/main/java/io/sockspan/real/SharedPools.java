package io.sockspan.real;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Pools that tests share, with connections that were opened before the test which takes one out. */
final class SharedPools {
    private static final List<Object> HELD = new ArrayList<>();

    private SharedPools() {}

    abstract static class WithServers {
        private static TestServer http;
        private static Server h2;
        private static HikariDataSource connections;
        private static CloseableHttpClient apache4;
        private static org.apache.hc.client5.http.impl.classic.CloseableHttpClient apache5;
        private static OkHttpClient okHttp;

        /** Each pool has one idle connection in the end. */
        @BeforeAll
        static void start() throws Exception {
            http = ServerKind.JDK.start();
            h2 = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:h2:tcp://127.0.0.1:" + h2.getPort() + "/mem:shared");
            config.setMaximumPoolSize(1);
            connections = new HikariDataSource(config);
            apache4 = HttpClients.createDefault();
            apache5 = org.apache.hc.client5.http.impl.classic.HttpClients.createDefault();
            okHttp = new OkHttpClient();
            drain(stream());
            okHttp().close();
            EntityUtils.consume(apache4().getEntity());
            org.apache.hc.core5.http.io.entity.EntityUtils.consume(apache5().getEntity());
        }

        @AfterAll
        static void stop() throws Exception {
            connections.close();
            h2.stop();
            apache4.close();
            apache5.close();
            http.close();
        }

        static int port() {
            return http.port();
        }

        static HikariDataSource connections() {
            return connections;
        }

        static String url(String path) {
            return "http://" + ServerKind.HOST + ":" + http.port() + path;
        }

        static InputStream stream() throws IOException {
            return ((HttpURLConnection) new URL(url("/big")).openConnection()).getInputStream();
        }

        static void drain(InputStream in) throws IOException {
            byte[] buffer = new byte[8_192];
            while (in.read(buffer) >= 0) {
                // To the end.
            }
        }

        static Response okHttp() throws IOException {
            return okHttp.newCall(new Request.Builder().url(url("/small")).build())
                    .execute();
        }

        static CloseableHttpResponse apache4() throws IOException {
            return apache4.execute(new HttpGet(url("/small")));
        }

        static org.apache.hc.core5.http.ClassicHttpResponse apache5() throws IOException {
            return apache5.executeOpen(
                    null, new org.apache.hc.client5.http.classic.methods.HttpGet(url("/small")), null);
        }
    }

    @DetectSocketLeaks
    static final class Healthy extends WithServers {
        private static final OwnPool OWN = new OwnPool();
        private static Thread giver;

        @AfterAll
        static void closePool() throws IOException {
            OWN.closeAll();
        }

        @Test
        void giveBack() throws Exception {
            try (Connection connection = connections().getConnection()) {
                Databases.WithServer.ask(connection);
            }
            drain(stream());
            okHttp().close();
        }

        @Test
        void giveBackAMomentLater() throws Exception {
            Connection connection = connections().getConnection();
            Response response = okHttp();
            giver = new Thread(() -> {
                try (Response unread = response;
                        Connection used = connection) {
                    Databases.WithServer.ask(used);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            giver.start();
        }

        /** Before the servers stop. */
        @AfterAll
        static void awaitTheGiver() throws InterruptedException {
            if (giver != null) {
                giver.join();
            }
        }

        @Test
        void useAPoolOfTheProject() throws IOException {
            OWN.give(OWN.take(port()));
        }

        @Test
        void useAPoolOfTheProjectOnceMore() throws IOException {
            OWN.give(OWN.take(port()));
        }
    }

    @DetectSocketLeaks(graceMillis = 300)
    static final class Leaking extends WithServers {
        @Test
        void leaksStreamOfAReusedConnection() throws IOException {
            HELD.add(stream());
        }

        @Test
        void leaksOkHttpResponseOfAReusedConnection() throws IOException {
            HELD.add(okHttp());
        }

        @Test
        void leaksApache4ResponseOfAReusedConnection() throws IOException {
            HELD.add(apache4());
        }

        @Test
        void leaksApache5ResponseOfAReusedConnection() throws IOException {
            HELD.add(apache5());
        }

        @Test
        void leaksConnectionOfAPool() throws SQLException {
            HELD.add(connections().getConnection());
        }
    }

    /** A pool that no field of a class leads to, but a field of the test's instance does. */
    @DetectSocketLeaks(graceMillis = 300)
    @ExtendWith(Injection.class)
    static final class LeakingInjected {
        DataSource connections;

        @Test
        void leaksConnectionOfAnInjectedPool() throws SQLException {
            HELD.add(connections.getConnection());
        }
    }

    @DetectSocketLeaks
    @ExtendWith(Injection.class)
    static final class HealthyInjected {
        DataSource connections;

        @Test
        void givesBackToAnInjectedPool() throws SQLException {
            try (Connection connection = connections.getConnection()) {
                Databases.WithServer.ask(connection);
            }
        }
    }

    /** Puts a pool that tests share into their instances, as Spring does. It has an idle connection before the first test. */
    static final class Injection implements BeforeAllCallback, AfterAllCallback, TestInstancePostProcessor {
        private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(Injection.class);

        @Override
        public void beforeAll(ExtensionContext context) throws SQLException {
            Server h2 = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:h2:tcp://127.0.0.1:" + h2.getPort() + "/mem:injected");
            config.setMaximumPoolSize(1);
            context.getStore(PLACE).put(Server.class, h2);
            context.getStore(PLACE).put(DataSource.class, new HikariDataSource(config));
        }

        @Override
        public void postProcessTestInstance(Object test, ExtensionContext context) throws ReflectiveOperationException {
            test.getClass()
                    .getDeclaredField("connections")
                    .set(test, context.getStore(PLACE).get(DataSource.class));
        }

        @Override
        public void afterAll(ExtensionContext context) {
            context.getStore(PLACE)
                    .get(DataSource.class, HikariDataSource.class)
                    .close();
            context.getStore(PLACE).get(Server.class, Server.class).stop();
        }
    }

    /** Such as people write by hand. */
    private static final class OwnPool {
        private final BlockingQueue<Socket> idle = new LinkedBlockingQueue<>();

        Socket take(int port) throws IOException {
            Socket socket = idle.poll();
            if (socket == null) {
                socket = new Socket(ServerKind.HOST, port);
            }
            socket.getOutputStream()
                    .write("HEAD /small HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read(new byte[8_192]);
            return socket;
        }

        void give(Socket socket) {
            idle.add(socket);
        }

        void closeAll() throws IOException {
            for (Socket socket = idle.poll(); socket != null; socket = idle.poll()) {
                socket.close();
            }
        }
    }
}
