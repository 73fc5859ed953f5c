package io.sockspan.real.tls;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.xnio.Options;
import org.xnio.Sequence;

/** Servers of HTTPS, started as their manuals say, which speak TLS 1.3 only. They answer all requests with 404 or an empty body. */
enum SecureServer {
    TOMCAT_NIO {
        @Override
        int start(Path keys) throws Exception {
            return tomcat("org.apache.coyote.http11.Http11NioProtocol", keys);
        }
    },
    TOMCAT_NIO2 {
        @Override
        int start(Path keys) throws Exception {
            return tomcat("org.apache.coyote.http11.Http11Nio2Protocol", keys);
        }
    },
    JETTY {
        @Override
        int start(Path keys) throws Exception {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStorePath(keys.toString());
            tls.setKeyStorePassword(PASSWORD);
            tls.setIncludeProtocols(PROTOCOL);
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server, tls);
            connector.setHost(HOST);
            server.addConnector(connector);
            server.start();
            return connector.getLocalPort();
        }
    },
    UNDERTOW {
        @Override
        int start(Path keys) throws Exception {
            Undertow server = Undertow.builder()
                    .addHttpsListener(0, HOST, context(keys))
                    .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(PROTOCOL))
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                    .setIoThreads(2)
                    .setHandler(exchange -> exchange.setStatusCode(204))
                    .build();
            server.start();
            return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        }
    };

    static final String HOST = "127.0.0.1";
    static final String PROTOCOL = "TLSv1.3";
    static final String PASSWORD = "sockspan";

    /** Starts it for as long as the JVM runs, and returns its port. */
    abstract int start(Path keys) throws Exception;

    private static int tomcat(String protocol, Path keys) throws Exception {
        Tomcat tomcat = new Tomcat();
        Path base = Files.createTempDirectory("tomcat");
        tomcat.setBaseDir(base.toString());
        // Engines of one name share entries in registries of the JVM.
        tomcat.getEngine().setName(base.getFileName().toString());
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", HOST);
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols(PROTOCOL);
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keys.toString());
        certificate.setCertificateKeystorePassword(PASSWORD);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        tomcat.setConnector(connector);
        tomcat.addContext("", base.toString());
        tomcat.start();
        return connector.getLocalPort();
    }

    private static SSLContext context(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
