package io.sockspan.it.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener, whatever API it is made with. */
public abstract class Server implements Closeable {
    public static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int port;
    private final Closeable listener;

    private Server(int port, Closeable listener) {
        this.port = port;
        this.listener = listener;
    }

    public abstract Line accept() throws Exception;

    public int port() {
        return port;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(LOOPBACK, port);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    public static Server socket() throws IOException {
        return ofSocket(new ServerSocket(0, 50, LOOPBACK));
    }

    public static Server subclass() throws IOException {
        return ofSocket(new ServerSocket(0, 50, LOOPBACK) {
            @Override
            public Socket accept() throws IOException {
                Socket socket = new Socket() {};
                implAccept(socket);
                return socket;
            }
        });
    }

    public static Server ofSocket(ServerSocket listener) {
        return new Server(listener.getLocalPort(), listener) {
            @Override
            public Line accept() throws IOException {
                return new SocketLine(listener.accept());
            }
        };
    }

    public static Server channel() throws IOException {
        ServerSocketChannel listener = open();
        return new Server(port(listener.getLocalAddress()), listener) {
            @Override
            public Line accept() throws IOException {
                return new ChannelLine(listener.accept());
            }
        };
    }

    /** {@code ServerSocketChannel.socket()}, and what it accepts is the adaptor of a channel, too. */
    public static Server adaptor() throws IOException {
        return ofSocket(open().socket());
    }

    public static Server selected() throws IOException {
        ServerSocketChannel listener = open();
        listener.configureBlocking(false);
        return new Server(port(listener.getLocalAddress()), listener) {
            @Override
            public Line accept() throws IOException {
                try (Selector selector = Selector.open()) {
                    listener.register(selector, SelectionKey.OP_ACCEPT);
                    SocketChannel accepted;
                    do {
                        selector.select();
                        selector.selectedKeys().clear();
                        accepted = listener.accept();
                    } while (accepted == null);
                    return new SelectedLine(accepted);
                }
            }
        };
    }

    public static Server asyncFuture() throws IOException {
        AsynchronousServerSocketChannel listener = openAsync();
        return new Server(port(listener.getLocalAddress()), listener) {
            @Override
            public Line accept() throws Exception {
                return new AsyncLine(listener.accept().get());
            }
        };
    }

    public static Server asyncHandler() throws IOException {
        AsynchronousServerSocketChannel listener = openAsync();
        return new Server(port(listener.getLocalAddress()), listener) {
            @Override
            public Line accept() throws Exception {
                Completion<AsynchronousSocketChannel> accepted = new Completion<>();
                listener.accept(null, accepted);
                return new AsyncLine(accepted.get());
            }
        };
    }

    private static ServerSocketChannel open() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
    }

    private static AsynchronousServerSocketChannel openAsync() throws IOException {
        return AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }
}
