package io.sockspan.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that ends every connection at once, for applications that leak one. Its thread ends with the JVM. */
final class ClosingPeer {
    private ClosingPeer() {}

    /** @return the port of a new one */
    static int start() throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(
                () -> {
                    while (true) {
                        try (Socket accepted = listener.accept()) {
                            accepted.shutdownOutput();
                        } catch (IOException e) {
                            System.err.println("closing peer: " + e);
                        }
                    }
                },
                "closing-peer");
        accepting.setDaemon(true);
        accepting.start();
        return listener.getLocalPort();
    }
}
