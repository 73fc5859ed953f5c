package io.sockspan.it.leaks.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** By reflection, as JDK 8 and 11 have none. Connections whose both ends are left open. */
    private static String openUnixChannels() throws Exception {
        Path folder = Files.createTempDirectory("unix");
        Path name = folder.resolve("s");
        SocketAddress address = (SocketAddress) Class.forName("java.net.UnixDomainSocketAddress")
                .getMethod("of", Path.class)
                .invoke(null, name);
        ServerSocketChannel listener = (ServerSocketChannel) ServerSocketChannel.class
                .getMethod("open", ProtocolFamily.class)
                .invoke(null, StandardProtocolFamily.valueOf("UNIX"));
        LEFT.add(listener.bind(address));
        for (int i = 0; i < MOST_OF_THE_DESCRIPTORS / 2; i++) {
            LEFT.add(SocketChannel.open(address));
            acceptUnixChannel(listener);
        }
        Files.delete(name);
        Files.delete(folder);
        return "opened";
    }

    private static void acceptUnixChannel(ServerSocketChannel listener) throws IOException {
        LEFT.add(listener.accept());
    }

    private static void connect(ServerSocket listener, List<Socket> kept) throws IOException {
        kept.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
        Socket accepted = listener.accept();
        kept.add(accepted);
        // Whoever keeps the client's end has a connection in CLOSE_WAIT.
        accepted.shutdownOutput();
    }
}
