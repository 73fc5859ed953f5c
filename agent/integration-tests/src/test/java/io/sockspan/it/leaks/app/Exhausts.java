package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Opens connections and keeps them until the process has no descriptor left. At {@code close} it closes them all. */
public final class Exhausts {
    /** Of the 250 that its test allows. */
    private static final int MOST_OF_THE_DESCRIPTORS = 200;

    private static final List<Closeable> LEFT = new ArrayList<>();

    private Exhausts() {}

    public static void main(String[] args) throws Exception {
        List<Socket> kept = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            App app = new App()
                    .on("fill", () -> fill(listener, kept))
                    .on("selectors", Exhausts::openSelectors)
                    .on("unix", Exhausts::openUnixChannels);
            app.on("free", () -> {
                for (Closeable open : LEFT) {
                    open.close();
                }
                LEFT.clear();
                for (Socket socket : kept) {
                    socket.close();
                }
                return "freed";
            });
            // Closing for the first time takes a descriptor on some JDKs.
            connect(listener, kept);
            for (Socket socket : kept) {
                socket.close();
            }
            kept.clear();
            connect(listener, kept);
            app.serve();
        }
    }

    private static String fill(ServerSocket listener, List<Socket> kept) {
        try {
            while (true) {
                connect(listener, kept);
            }
        } catch (IOException e) {
            return "full " + e.getMessage();
        }
    }

    /** A selector and a pipe at a time, never closed. */
    private static String openSelectors() {
        try {
            while (true) {
                LEFT.add(Selector.open());
                Pipe pipe = Pipe.open();
                LEFT.add(pipe.source());
                LEFT.add(pipe.sink());
            }
        } catch (IOException e) {
            return "full " + e.getMessage();
        }
    }

    /** Unconnected ones, by reflection, as JDK 8 and 11 have none. */
    private static String openUnixChannels() throws ReflectiveOperationException {
        ProtocolFamily unix = StandardProtocolFamily.valueOf("UNIX");
        Method open = SocketChannel.class.getMethod("open", ProtocolFamily.class);
        for (int i = 0; i < MOST_OF_THE_DESCRIPTORS; i++) {
            LEFT.add((Closeable) open.invoke(null, unix));
        }
        return "opened";
    }

    private static void connect(ServerSocket listener, List<Socket> kept) throws IOException {
        kept.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
        Socket accepted = listener.accept();
        kept.add(accepted);
        // Whoever keeps the client's end has a connection in CLOSE_WAIT.
        accepted.shutdownOutput();
    }
}
