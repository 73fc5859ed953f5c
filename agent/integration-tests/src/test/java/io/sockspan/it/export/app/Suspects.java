package io.sockspan.it.export.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** As many connections in CLOSE_WAIT as the argument says, one that ends well, and one that is refused. */
public final class Suspects {
    private Suspects() {}

    public static void main(String[] args) throws Exception {
        List<Socket> leaked = new ArrayList<>();
        InetSocketAddress address;
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            address = (InetSocketAddress) listener.getLocalSocketAddress();
            for (int left = Integer.parseInt(args[0]); left > 0; left--) {
                leaked.add(new Socket(address.getAddress(), address.getPort()));
                listener.accept().close();
            }
            endWell(listener, address);
        }
        beRefused(address);
        new App().on("suspects", leaked::size).serve();
    }

    private static void endWell(ServerSocket listener, InetSocketAddress address) throws IOException {
        try (Socket client = new Socket(address.getAddress(), address.getPort());
                Socket server = listener.accept()) {
            client.getOutputStream().write(1);
            server.getInputStream().read();
        }
    }

    private static void beRefused(InetSocketAddress closed) throws IOException {
        try (Socket socket = new Socket(closed.getAddress(), closed.getPort())) {
            throw new IOException("somebody listens: " + socket);
        } catch (ConnectException e) {
            App.say("refused");
        }
    }
}
