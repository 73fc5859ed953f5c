package io.sockspan.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.track.TestSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPoolsTest {
    @ParameterizedTest
    @CsvSource({
        "sun.net.www.http.HttpClient.openServer, HttpURLConnection",
        "jdk.internal.net.http.PlainHttpConnection.connectAsync, java.net.http",
        "okhttp3.internal.connection.RealConnection.connectSocket, OkHttp",
        "com.acme.shaded.okhttp3.internal.connection.RealConnection.connectSocket, OkHttp",
        "org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect, Apache HttpClient 4",
        "org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator.connect, Apache HttpClient 5",
        "io.vertx.core.net.impl.ChannelProvider.connect, Vert.x",
        "org.apache.http.impl.conn.DefaultClientConnectionOperator.openConnection, Apache HttpClient 4",
        "com.zaxxer.hikari.pool.PoolBase.newConnection, HikariCP",
        "com.sun.jndi.ldap.pool.Pool.getPooledConnection, LDAP",
        "org.mariadb.jdbc.pool.Pool.addConnection, MariaDB's pool",
        "org.apache.ibatis.datasource.pooled.PooledDataSource.popConnection, MyBatis",
        "org.jboss.jca.core.connectionmanager.pool.mcp.ManagedConnectionPoolUtility.fill, IronJacamar"
    })
    void knowTheLibraryThatKeepsConnections(String method, String pool) {
        assertThat(KnownPools.builtIn().of(TestSocket.stack(method + "(A.java:1)")))
                .isEqualTo(pool);
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Prices.load",
        "com.sun.jndi.ldap.LdapClient.getInstance",
        "org.mariadb.jdbc.Driver.connect",
        "myokhttp3.internal.connection.Real.connect",
        "sun.net.www.http.HttpClientX.open",
        "io.lettuce.core.RedisClient.connect",
        "reactor.netty.resources.NewConnectionProvider.acquire",
        "com.acme.poolside.Pool.open"
    })
    void holdNothingElse(String method) {
        assertThat(KnownPools.with(List.of("com.acme.pool")).of(TestSocket.stack(method + "(A.java:1)")))
                .isNull();
    }

    @Test
    void takeWhatTheUserAdds() {
        KnownPools pools = KnownPools.with(List.of("com.acme.pool", " com.acme.Cache "));

        assertThat(pools.of(TestSocket.stack("com.acme.pool.Pool.open(A.java:1)")))
                .isEqualTo("com.acme.pool");
        assertThat(pools.of(TestSocket.stack("com.acme.Cache$Entry.open(A.java:1)")))
                .isEqualTo("com.acme.Cache");
    }

    @Test
    void nameTheOutermostPool() {
        assertThat(KnownPools.builtIn()
                        .of(TestSocket.stack(
                                "sun.net.www.http.HttpClient.openServer(A.java:1)",
                                "com.zaxxer.hikari.pool.PoolBase.newConnection(A.java:1)")))
                .isEqualTo("HikariCP");
    }

    @ParameterizedTest
    @CsvSource({
        "okhttp3.internal.connection.RealConnection.connectSocket, false",
        "com.zaxxer.hikari.pool.PoolBase.newConnection, true",
        "com.acme.pool.Pool.open, true",
        "com.acme.Prices.load, false"
    })
    void knowWhichPoolsKeepTheirConnectionsWhenForgotten(String method, boolean keeps) {
        assertThat(KnownPools.with(List.of("com.acme.pool")).keeps(TestSocket.stack(method + "(A.java:1)")))
                .isEqualTo(keeps);
    }

    @Test
    void knowWhoLeavesConnectionsToTheGarbageCollector() {
        KnownPools pools = KnownPools.builtIn();

        assertThat(pools.forgets(TestSocket.stack(
                        "org.apache.http.impl.conn.DefaultClientConnectionOperator.openConnection(A.java:1)",
                        "io.restassured.internal.RequestSpecificationImpl.sendHttpRequest(A.java:1)",
                        "com.acme.PricesTest.load(PricesTest.java:1)")))
                .isTrue();
        assertThat(pools.forgets(TestSocket.stack(
                        "org.apache.http.impl.conn.DefaultClientConnectionOperator.openConnection(A.java:1)",
                        "com.acme.PricesTest.load(PricesTest.java:1)")))
                .isFalse();
    }
}
