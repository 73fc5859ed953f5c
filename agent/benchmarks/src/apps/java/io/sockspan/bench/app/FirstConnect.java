package io.sockspan.bench.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Connects once, as soon as it can. */
final class FirstConnect {
    private FirstConnect() {}

    static void main() throws IOException {
        double main = System.currentTimeMillis() / 1e3;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            double connected = System.currentTimeMillis() / 1e3;
            listener.accept().close();
            System.out.println("result main=" + main + " connected=" + connected);
        }
    }
}
