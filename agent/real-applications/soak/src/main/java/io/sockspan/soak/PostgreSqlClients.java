package io.sockspan.soak;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.ibatis.datasource.pooled.PooledDataSource;

/** PostgreSQL's driver below the usual pools, and without one. */
final class PostgreSqlClients implements Application {
    private final List<DataSource> pools = new ArrayList<>();
    private String url;
    private Connection held;

    @Override
    public void start(Address address) {
        url = "jdbc:postgresql://" + address.hostAndPort() + "/postgres?user=soak";
        HikariDataSource hikari = new HikariDataSource();
        hikari.setJdbcUrl(url);
        hikari.setMaximumPoolSize(3);
        BasicDataSource dbcp = new BasicDataSource();
        dbcp.setUrl(url);
        dbcp.setTestOnBorrow(true);
        org.apache.tomcat.jdbc.pool.DataSource tomcat = new org.apache.tomcat.jdbc.pool.DataSource();
        tomcat.setDriverClassName("org.postgresql.Driver");
        tomcat.setUrl(url);
        tomcat.setInitialSize(2);
        tomcat.setTestOnBorrow(true);
        tomcat.setValidationQuery("select 1");
        ComboPooledDataSource c3p0 = new ComboPooledDataSource();
        c3p0.setJdbcUrl(url);
        c3p0.setInitialPoolSize(2);
        c3p0.setTestConnectionOnCheckout(true);
        PooledDataSource myBatis = new PooledDataSource("org.postgresql.Driver", url, null, null);
        myBatis.setPoolPingEnabled(true);
        myBatis.setPoolPingQuery("select 1");
        pools.add(hikari);
        pools.add(dbcp);
        pools.add(tomcat);
        pools.add(c3p0);
        pools.add(myBatis);
    }

    @Override
    public void use() throws SQLException {
        for (DataSource pool : pools) {
            try (Connection connection = pool.getConnection()) {
                ask(connection, "select 1");
            }
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            ask(connection, "select 1");
        }
    }

    /** The server's administrator ends the session. */
    @Override
    public void leak() throws SQLException {
        held = DriverManager.getConnection(url); // the leak
        int backend = ask(held, "select pg_backend_pid()");
        try (Connection administrator = DriverManager.getConnection(url)) {
            ask(administrator, "select case when pg_terminate_backend(" + backend + ") then 1 else 0 end");
        }
    }

    private static int ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
