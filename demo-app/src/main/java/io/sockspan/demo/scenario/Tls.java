package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;
import static io.sockspan.demo.scenario.KernelState.GONE;
import static io.sockspan.demo.scenario.KernelState.TIME_WAIT;

import java.io.IOException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS connection that both sides end with close_notify before they close. */
final class Tls implements Scenario {
    private static final int BACKLOG = 1;

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public String title() {
        return "TLS, and how it ends";
    }

    @Override
    public String explanation() {
        return "To TCP, the TLS handshake is bytes like others: ESTABLISHED comes before it. TLS has an end of\n"
                + "its own, the alert close_notify, so that nobody can cut a conversation short with a forged FIN.\n"
                + "The client says close_notify and FIN, and reads on until the server has said the same. A client\n"
                + "that closes without reading on answers the server's late close_notify with a RST, since nobody\n"
                + "is there any more to take it: harmless, and often seen in captures.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        SSLContext tls = SelfSigned.context();
        try (SSLServerSocket listener = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(Loopback.ANY_PORT, BACKLOG, Loopback.address())) {
            Future<SSLSocket> handshake = stage.inBackground("demo-server", () -> accept(listener));
            try (SSLSocket client = (SSLSocket)
                    tls.getSocketFactory().createSocket(listener.getInetAddress(), listener.getLocalPort())) {
                client.startHandshake();
                try (SSLSocket server = handshake.get()) {
                    converse(client, server, stage);
                }
            }
        }
    }

    private static SSLSocket accept(SSLServerSocket listener) throws IOException {
        SSLSocket server = (SSLSocket) listener.accept();
        server.startHandshake();
        return server;
    }

    private static void converse(SSLSocket client, SSLSocket server, Stage stage) throws Exception {
        Ends ends = Ends.of(client);
        stage.say(
                "%s, %s", client.getSession().getProtocol(), client.getSession().getCipherSuite());
        client.getOutputStream().write('?');
        stage.say("server reads: %s", Loopback.read(server));
        server.getOutputStream().write('!');
        stage.say("client reads: %s", Loopback.read(client));

        endOutput(client);
        stage.await(ends, FIN_WAIT_2, CLOSE_WAIT);
        stage.say("server reads: %s", Loopback.read(server));
        server.close();
        stage.say("client reads: %s", Loopback.read(client));
        client.close();
        stage.await(ends, TIME_WAIT, GONE);
    }

    private static void endOutput(SSLSocket client) throws IOException {
        try {
            client.shutdownOutput();
        } catch (UnsupportedOperationException e) {
            // Java 8 before update 261: TLS ends both directions at once there.
            client.close();
        }
    }
}
