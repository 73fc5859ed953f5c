package io.sockspan.it.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Has no socket until it is told to: {@code leak} makes a connection that its peer closes and it does not, {@code close} closes all. */
public final class OnDemand {
    private final List<AutoCloseable> open = new ArrayList<>();
    private ServerSocket listener;

    private OnDemand() {}

    public static void main(String[] args) throws Exception {
        OnDemand app = new OnDemand();
        new App()
                .on("leak", () -> app.leak(Server.LOOPBACK))
                .on("leak6", () -> app.leak(InetAddress.getByName("::1")))
                .on("close", app::close)
                .serve();
    }

    private String leak(InetAddress address) throws IOException {
        if (listener == null) {
            listener = new ServerSocket(0, 50, address);
            open.add(listener);
        }
        open.add(new Socket(address, ((InetSocketAddress) listener.getLocalSocketAddress()).getPort()));
        listener.accept().close();
        return "leaked";
    }

    private String close() throws Exception {
        for (AutoCloseable socket : open) {
            socket.close();
        }
        open.clear();
        listener = null;
        return "closed";
    }
}
