package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * One connection that ends well, one that is refused, and one that leaks in CLOSE_WAIT until it is told {@code close}: enough for each
 * kind of span.
 */
public final class Story {
    private Story() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
            endWell(listener, address);
            beRefused();
            Socket leaked = leak(listener, address);
            new App()
                    .on("close", () -> {
                        leaked.close();
                        return "closed";
                    })
                    .serve();
        }
    }

    private static void endWell(ServerSocket listener, InetSocketAddress address) throws IOException {
        Socket client = new Socket("localhost", address.getPort());
        Socket server = listener.accept();
        Connections.made("good", client.getLocalPort(), address.getPort());
        client.close();
        if (server.getInputStream().read() != -1) {
            throw new IOException("nothing was sent");
        }
        server.close();
    }

    private static void beRefused() throws IOException {
        // Bound, it never listens, and the kernel gives its port to nobody else.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(Server.LOOPBACK, 0));
            int nobody = bound.getLocalPort();
            try (Socket socket = new Socket(Server.LOOPBACK, nobody)) {
                throw new IOException("somebody listens: " + socket);
            } catch (ConnectException e) {
                App.say("refused " + nobody);
            }
        }
    }

    private static Socket leak(ServerSocket listener, InetSocketAddress address) throws IOException {
        Socket client = new Socket(address.getAddress(), address.getPort());
        listener.accept().close();
        Connections.made("leaked", client.getLocalPort(), address.getPort());
        return client;
    }
}
