package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Gives a thread and a host names of 100,000 characters, leaves a connection in CLOSE_WAIT, and asks for a host that nobody can have. */
public final class LongNames {
    private static final int LENGTH = 100_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static Socket leaked;

    private LongNames() {}

    public static void main(String[] args) throws Exception {
        String host = repeat('h');
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByAddress(host, LOOPBACK))) {
            Thread thread = new Thread(() -> leak(host, listener), repeat('t'));
            thread.start();
            thread.join();
            new App().serve();
        }
    }

    private static void leak(String host, ServerSocket listener) {
        try {
            InetAddress named = InetAddress.getByAddress(host, LOOPBACK);
            leaked = new Socket();
            leaked.connect(new InetSocketAddress(named, listener.getLocalPort()));
            try (Socket accepted = listener.accept()) {
                accepted.getOutputStream().write(1);
                leaked.getInputStream().read();
            }
            lookUp(host);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void lookUp(String host) throws IOException {
        try (Socket client = new Socket(host, 9)) {
            throw new IOException("somebody listens: " + client.getPort());
        } catch (UnknownHostException e) {
            App.say("unknown");
        }
    }

    private static String repeat(char c) {
        char[] name = new char[LENGTH];
        Arrays.fill(name, c);
        return new String(name);
    }
}
