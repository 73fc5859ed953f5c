package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Attempt;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Server;
import io.sockspan.it.app.Tls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** TLS handshakes of each kind that goes well or fails, one connection each. */
public final class Handshakes {
    private static final String NEW = "TLSv1.3";
    private static final String OLD = "TLSv1.2";

    private final SSLContext trusting = Tls.context();
    /** Trusts the JDK's own authorities, which have not signed the server's key. */
    private final SSLContext distrusting = SSLContext.getInstance("TLS");

    private Handshakes() throws Exception {
        distrusting.init(null, null, null);
    }

    public static void main(String[] args) throws Exception {
        Handshakes handshakes = new Handshakes();
        handshakes.make();
        if (Boolean.parseBoolean(args[0])) {
            handshakes.patient("patient");
        }
        new App().serve();
    }

    private void make() throws Exception {
        try (SSLServerSocket listener = listen(NEW)) {
            handshake("full", listener, trusting, NEW);
            handshake("resumed", listener, trusting, NEW);
            handshake("untrusted", listener, distrusting, NEW);
            layered("layered", listener);
        }
        try (SSLServerSocket listener = listen(OLD)) {
            handshake("old", listener, trusting, OLD);
            handshake("old-resumed", listener, trusting, OLD);
            handshake("mismatch", listener, trusting, NEW);
        }
        broken("half-closed", 0);
        broken("silent", 50);
        broken("impossible", 0, "TLS_AES_128_GCM_SHA256");
    }

    private SSLServerSocket listen(String protocol) throws IOException {
        SSLServerSocket listener =
                (SSLServerSocket) trusting.getServerSocketFactory().createServerSocket(0, 1, Server.LOOPBACK);
        listener.setEnabledProtocols(new String[] {protocol});
        return listener;
    }

    private static Attempt answer(SSLServerSocket listener) {
        return new Attempt("tls-server", () -> {
            try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                accepted.getOutputStream().write(1);
                return accepted.getInputStream().read();
            }
        });
    }

    private static void handshake(String way, SSLServerSocket listener, SSLContext context, String protocol)
            throws Exception {
        Attempt server = answer(listener);
        try (SSLSocket client =
                (SSLSocket) context.getSocketFactory().createSocket(Server.LOOPBACK, listener.getLocalPort())) {
            Connections.made(way, client.getLocalPort(), client.getPort());
            client.setEnabledProtocols(new String[] {protocol});
            client.startHandshake();
            // The server's tickets come before its first byte.
            client.getInputStream().read();
        } catch (IOException e) {
            App.say("failed " + way);
        }
        server.outcome();
    }

    /** TLS over a socket that is connected already; under this name there is no session yet. It changes its keys later. */
    private void layered(String way, SSLServerSocket listener) throws Exception {
        Attempt server = answer(listener);
        try (Socket below = new Socket(Server.LOOPBACK, listener.getLocalPort());
                SSLSocket client = (SSLSocket)
                        trusting.getSocketFactory().createSocket(below, "layered.invalid", below.getPort(), true)) {
            Connections.made(way, below.getLocalPort(), below.getPort());
            client.setEnabledProtocols(new String[] {NEW});
            client.getInputStream().read();
            client.startHandshake();
        }
        server.outcome();
    }

    /** The server begins its handshake when the client has waited in vain twice, and the client goes on with its own. */
    private void patient(String way) throws Exception {
        CountDownLatch timeouts = new CountDownLatch(2);
        try (SSLServerSocket listener = listen(NEW)) {
            Attempt server = new Attempt("tls-server", () -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    timeouts.await();
                    accepted.getOutputStream().write(1);
                    return accepted.getInputStream().read();
                }
            });
            try (SSLSocket client =
                    (SSLSocket) trusting.getSocketFactory().createSocket(Server.LOOPBACK, listener.getLocalPort())) {
                Connections.made(way, client.getLocalPort(), client.getPort());
                client.setEnabledProtocols(new String[] {NEW});
                client.setSoTimeout(50);
                while (timeouts.getCount() > 0) {
                    try {
                        client.startHandshake();
                        throw new IllegalStateException("the server has not begun");
                    } catch (SocketTimeoutException expected) {
                        timeouts.countDown();
                    }
                }
                client.setSoTimeout(0);
                client.startHandshake();
                client.getInputStream().read();
            }
            server.outcome();
        }
    }

    /**
     * The peer says nothing: it sends its FIN, or the client loses its patience; or the client's only cipher suites are of another protocol
     * than its only protocol, so that it sends nothing either.
     */
    private void broken(String way, int patience, String... suites) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, Server.LOOPBACK)) {
            Attempt server = new Attempt("no-tls-server", () -> {
                try (Socket accepted = listener.accept()) {
                    if (patience == 0) {
                        accepted.shutdownOutput();
                    }
                    int read;
                    do {
                        read = accepted.getInputStream().read();
                    } while (read >= 0);
                    return read;
                }
            });
            try (SSLSocket client =
                    (SSLSocket) trusting.getSocketFactory().createSocket(Server.LOOPBACK, listener.getLocalPort())) {
                Connections.made(way, client.getLocalPort(), client.getPort());
                client.setSoTimeout(patience);
                if (suites.length > 0) {
                    client.setEnabledProtocols(new String[] {OLD});
                    client.setEnabledCipherSuites(suites);
                }
                client.startHandshake();
            } catch (IOException e) {
                App.say("failed " + way);
            }
            server.outcome();
        }
    }
}
