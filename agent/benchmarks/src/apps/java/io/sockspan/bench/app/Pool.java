package io.sockspan.bench.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An application that opens a pool of connections to a database, waits a second at most for one of them, and asks once. The database's
 * address is the first line on standard input.
 */
final class Pool {
    private static final int CONNECTION_TIMEOUT_MILLIS = 1000;

    private Pool() {}

    static void main() throws IOException {
        String url = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        double main = System.currentTimeMillis() / 1e3;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1")) {
            rows.next();
            double answered = System.currentTimeMillis() / 1e3;
            System.out.println("result started=1 main=" + main + " answered=" + answered);
        } catch (SQLException | RuntimeException e) {
            // HikariCP's own exceptions of its start are unchecked.
            e.printStackTrace();
            System.out.println("result started=0");
        }
    }
}
