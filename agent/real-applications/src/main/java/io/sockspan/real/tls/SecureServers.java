package io.sockspan.real.tls;

import io.sockspan.real.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks each of those servers, once with its protocol and once with an older one, which it refuses. Prints whether it answered, which server it
 * was, and the client's port.
 */
public final class SecureServers {
    private static final String REQUEST = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
    private static final int BUFFER = 4_096;

    private SecureServers() {}

    /** @param args the file of the servers' keys */
    public static void main(String[] args) throws Exception {
        Path keys = Paths.get(args[0]);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        // The agent looks for ClientHellos from the first engine on, and Tomcat makes its first one when it has
        // received a ClientHello.
        trusting.createSSLEngine();
        for (SecureServer server : SecureServer.values()) {
            int port = server.start(keys);
            ask(server, port, trusting, SecureServer.PROTOCOL);
            ask(server, port, trusting, "TLSv1.2");
        }
        Commands.obey();
        System.exit(0);
    }

    private static void ask(SecureServer server, int port, SSLContext context, String protocol) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(SecureServer.HOST, port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            String said = server.name() + " " + socket.getLocalPort();
            System.out.println("app: " + (answers(socket) ? "answered " : "refused ") + said);
        }
    }

    private static boolean answers(SSLSocket socket) {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[BUFFER];
            long read = 0;
            for (int more = in.read(buffer); more >= 0; more = in.read(buffer)) {
                read += more;
            }
            return read > 0;
        } catch (IOException refused) {
            return false;
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
