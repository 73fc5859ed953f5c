package io.sockspan.real;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.sun.net.httpserver.HttpServer;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;

/** The servers that tests start beside themselves, started as their manuals say. */
enum ServerKind {
    JDK {
        @Override
        TestServer start() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
            ExecutorService threads = Executors.newCachedThreadPool();
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                byte[] body = Answer.body(exchange.getRequestMethod(), path);
                exchange.sendResponseHeaders(Answer.status(path), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return new TestServer(server.getAddress().getPort(), () -> {
                server.stop(0);
                threads.shutdown();
            });
        }
    },
    WIREMOCK {
        @Override
        TestServer start() {
            WireMockServer server = new WireMockServer(WireMockConfiguration.options()
                    .dynamicPort()
                    .bindAddress(HOST)
                    // A small body in one chunk is read to its end with its first byte.
                    .useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER));
            server.start();
            for (String path : new String[] {"/small", "/big", "/error"}) {
                server.stubFor(WireMock.any(WireMock.urlEqualTo(path))
                        .willReturn(WireMock.aResponse()
                                .withStatus(Answer.status(path))
                                .withBody(Answer.body("GET", path))));
            }
            return new TestServer(server.port(), server::stop);
        }
    },
    MOCK_WEB_SERVER {
        @Override
        TestServer start() throws IOException {
            MockWebServer server = new MockWebServer();
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    byte[] body = Answer.body(request.getMethod(), request.getPath());
                    return new MockResponse()
                            .setResponseCode(Answer.status(request.getPath()))
                            .setBody(new Buffer().write(body));
                }
            });
            server.start(InetAddress.getByName(HOST), 0);
            return new TestServer(server.getPort(), server::shutdown);
        }
    },
    TOMCAT {
        @Override
        TestServer start() throws Exception {
            Tomcat tomcat = new Tomcat();
            Path base = Files.createTempDirectory("tomcat");
            tomcat.setBaseDir(base.toString());
            tomcat.setPort(0);
            // Engines of one name share entries in registries of the JVM.
            tomcat.getEngine().setName(base.getFileName().toString());
            Context context = tomcat.addContext("", base.toString());
            Tomcat.addServlet(context, "answer", new AnswerServlet());
            context.addServletMappingDecoded("/*", "answer");
            tomcat.getConnector().setProperty("address", HOST);
            synchronized (TOMCAT) {
                // Two that start at the same moment have failed.
                tomcat.start();
            }
            return new TestServer(tomcat.getConnector().getLocalPort(), () -> {
                tomcat.stop();
                tomcat.destroy();
            });
        }
    },
    JETTY {
        @Override
        TestServer start() throws Exception {
            Server server = new Server(new InetSocketAddress(HOST, 0));
            server.setHandler(new AbstractHandler() {
                @Override
                public void handle(
                        String target, Request base, HttpServletRequest request, HttpServletResponse response)
                        throws IOException {
                    AnswerServlet.answer(request, response);
                    base.setHandled(true);
                }
            });
            server.start();
            return new TestServer(((ServerConnector) server.getConnectors()[0]).getLocalPort(), server::stop);
        }
    },
    UNDERTOW {
        @Override
        TestServer start() {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, HOST)
                    .setIoThreads(2)
                    .setHandler(exchange -> {
                        exchange.setStatusCode(Answer.status(exchange.getRequestPath()));
                        exchange.getResponseSender()
                                .send(ByteBuffer.wrap(Answer.body(
                                        exchange.getRequestMethod().toString(), exchange.getRequestPath())));
                    })
                    .build();
            server.start();
            InetSocketAddress address =
                    (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            return new TestServer(address.getPort(), server::stop);
        }
    },
    NETTY {
        @Override
        TestServer start() throws Exception {
            return NettyServer.start(HOST);
        }
    };

    static final String HOST = "127.0.0.1";

    abstract TestServer start() throws Exception;
}
