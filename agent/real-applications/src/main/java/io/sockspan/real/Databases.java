package io.sockspan.real;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sockspan.junit.DetectSocketLeaks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** H2's server beside tests that use it with and without HikariCP. */
final class Databases {
    private static final List<Object> HELD = new ArrayList<>();

    private Databases() {}

    abstract static class WithServer {
        private static Server server;
        private static HikariDataSource shared;

        @BeforeAll
        static void start() throws SQLException {
            server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url());
            config.setMaximumPoolSize(2);
            shared = new HikariDataSource(config);
        }

        @AfterAll
        static void stop() {
            shared.close();
            server.stop();
        }

        static String url() {
            return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:orders";
        }

        static HikariDataSource shared() {
            return shared;
        }

        static void ask(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet one = statement.executeQuery("select 1")) {
                Assertions.assertTrue(one.next());
            }
        }
    }

    @DetectSocketLeaks
    static final class Healthy extends WithServer {
        @Test
        void connectionClosed() throws SQLException {
            try (Connection connection = DriverManager.getConnection(url())) {
                ask(connection);
            }
        }

        @Test
        void poolShared() throws SQLException {
            try (Connection connection = shared().getConnection()) {
                ask(connection);
            }
        }

        @Test
        void poolForOneTest() throws SQLException {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url());
            try (HikariDataSource pool = new HikariDataSource(config);
                    Connection connection = pool.getConnection()) {
                ask(connection);
            }
        }
    }

    @DetectSocketLeaks(graceMillis = 300)
    static final class Leaking extends WithServer {
        @Test
        void leaksConnectionHeld() throws SQLException {
            HELD.add(DriverManager.getConnection(url()));
        }

        @Test
        void leaksConnectionForgotten() throws SQLException {
            ask(DriverManager.getConnection(url()));
        }
    }
}
