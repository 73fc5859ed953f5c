package io.sockspan.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningLineTest {
    @Test
    void namesTheLineThatCalledTheLibrary() {
        List<StackTraceElement> frames = frames(
                "sun.nio.ch.NioSocketImpl.connect",
                "java.net.Socket.connect",
                "okhttp3.internal.platform.Platform.connectSocket",
                "okhttp3.internal.connection.RealConnection.connect",
                "okhttp3.internal.connection.RealCall.execute",
                "shop.Prices.load",
                "org.springframework.web.servlet.FrameworkServlet.doGet",
                "java.lang.Thread.run");

        OpeningLine line = OpeningLine.of(frames);

        assertThat(frames.get(line.index).getClassName()).isEqualTo("shop.Prices");
        assertThat(line.ofApplication).isTrue();
        assertThat(line.library).isEqualTo("OkHttp");
        assertThat(frames.get(line.libraryEntry).getMethodName()).isEqualTo("execute");
    }

    @Test
    void namesTheLibraryThatOpenedAndNotTheFrameworksAround() {
        assertThat(library(
                        "java.net.Socket.connect",
                        "kotlin.io.CloseableKt.use",
                        "org.postgresql.core.PGStream.createSocket",
                        "com.zaxxer.hikari.pool.HikariPool.getConnection",
                        "org.springframework.jdbc.core.JdbcTemplate.query",
                        "com.acme.Orders.load"))
                .isEqualTo("PostgreSQL JDBC");
        assertThat(library("java.net.Socket.connect", "org.springframework.aop.Proxy.invoke", "com.acme.Orders.load"))
                .as("a framework that passes calls on opens nothing")
                .isNull();
    }

    @Test
    void namesWhatOfTheJdkOpenedIt() {
        assertThat(library(
                        "java.net.Socket.connect",
                        "sun.net.NetworkClient.doConnect",
                        "sun.net.www.http.HttpClient.openServer",
                        "sun.net.www.protocol.http.HttpURLConnection.getInputStream",
                        "com.acme.Orders.load"))
                .isEqualTo("HttpURLConnection");
    }

    @ParameterizedTest
    @CsvSource({"lookup, lookup", "lambda$lookup$3, lookup", "lambda$null$3, lambda", "lambda$0, lambda$0"})
    void namesALambdaAfterItsMethod(String inClassFile, String plain) {
        assertThat(FrameName.plainMethod(inClassFile)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "'sun.nio.ch.ServerSocketChannelImpl.accept sun.net.httpserver.ServerImpl$Dispatcher.run java.lang.Thread.run',"
                + " sun.net.httpserver.ServerImpl$Dispatcher",
        "'sun.nio.ch.SocketChannelImpl.<init> sun.nio.ch.UnixAsynchronousServerSocketChannelImpl.finishAccept"
                + " sun.nio.ch.EPollPort$EventHandlerTask.run sun.nio.ch.AsynchronousChannelGroupImpl$1.run"
                + " java.util.concurrent.ThreadPoolExecutor.runWorker java.lang.Thread.run',"
                + " java.util.concurrent.ThreadPoolExecutor",
        "'java.net.Socket.connect sun.security.ssl.SSLSocketImpl.connect', java.net.Socket"
    })
    void namesTheFirstOutsideSocketCodeWhereAllIsTheJdks(String stack, String named) {
        List<StackTraceElement> frames = frames(stack.split(" "));
        OpeningLine line = OpeningLine.of(frames);

        assertThat(frames.get(line.index).getClassName()).isEqualTo(named);
        assertThat(line.ofApplication).isFalse();
    }

    @Test
    void namesTheLibrarysFirstFrameWhereNobodyCalledIt() {
        List<StackTraceElement> frames = frames(
                "sun.nio.ch.ServerSocketChannelImpl.accept",
                "org.apache.tomcat.util.net.NioEndpoint.serverSocketAccept",
                "org.apache.tomcat.util.net.Acceptor.run",
                "java.lang.Thread.run");

        OpeningLine line = OpeningLine.of(frames);

        assertThat(line.index).isEqualTo(1);
        assertThat(line.ofApplication).isFalse();
        assertThat(line.library).isEqualTo("Tomcat");
    }

    @Test
    void namesTheLibraryThatOpensByAnEventLoop() {
        List<StackTraceElement> frames = frames(
                "sun.nio.ch.SelectorProviderImpl.openSocketChannel",
                "io.netty.channel.socket.nio.NioSocketChannel.newChannel",
                "io.netty.bootstrap.Bootstrap.connect",
                "io.vertx.core.net.impl.ChannelProvider.handleConnect",
                "io.netty.util.concurrent.SingleThreadEventExecutor.run",
                "java.lang.Thread.run");

        OpeningLine line = OpeningLine.of(frames);

        assertThat(line.library).isEqualTo("Vert.x");
        assertThat(frames.get(line.index).getClassName()).isEqualTo("io.vertx.core.net.impl.ChannelProvider");
    }

    @Test
    void namesTheEventLoopWhereTheApplicationUsesIt() {
        assertThat(library("io.netty.bootstrap.Bootstrap.connect", "com.acme.Orders.load"))
                .isEqualTo("Netty");
    }

    @Test
    void hasNothingToNameInAnEmptyStack() {
        assertThat(OpeningLine.of(frames()).index).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        // Copies that builds relocate.
        "io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoop, LIBRARY",
        "com.acme.shaded.okhttp3.RealCall, LIBRARY",
        "com.acme.repackaged.rx.Observable, LIBRARY",
        "com.acme.org.apache.http.impl.client.InternalHttpClient, LIBRARY",
        // People's own code beside libraries, and under names that only resemble theirs.
        "org.springframework.samples.petclinic.OwnerController, APPLICATION",
        "org.apache.acme.Fetcher, APPLICATION",
        "org.apache.httpfetch.Fetcher, APPLICATION",
        "io.netty.example.echo.EchoClient, APPLICATION",
        "com.acme.kotlin.Prices, APPLICATION",
        "com.acme.okhttp3.LoggingInterceptor, APPLICATION",
        "okhttp3x.Client, APPLICATION",
        "Main, APPLICATION",
        // Libraries that live in the JDK's packages, and the JDK.
        "com.sun.mail.smtp.SMTPTransport, LIBRARY",
        "javax.servlet.http.HttpServlet, LIBRARY",
        "javax.management.remote.rmi.RMIConnector, JDK",
        "com.sun.jndi.ldap.Connection, JDK",
        "javax.net.DefaultSocketFactory, JDK_SOCKETS",
        "jdk.proxy2.$Proxy7, GENERATED",
        "com.acme.Inventory$$Lambda/0x00000001, GENERATED",
        "sun.reflect.GeneratedMethodAccessor12, GENERATED"
    })
    void knowsWhoseCodeAClassIs(String className, FrameOwner owner) {
        assertThat(FrameOwner.of(new StackTraceElement(className, "run", null, -1)))
                .isEqualTo(owner);
    }

    private static String library(String... frames) {
        return OpeningLine.of(frames(frames)).library;
    }

    private static List<StackTraceElement> frames(String... names) {
        return Arrays.stream(names)
                .map(name -> new StackTraceElement(
                        name.substring(0, name.lastIndexOf('.')), name.substring(name.lastIndexOf('.') + 1), null, 1))
                .toList();
    }
}
