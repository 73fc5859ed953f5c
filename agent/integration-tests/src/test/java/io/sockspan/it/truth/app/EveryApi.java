package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Line;
import io.sockspan.it.app.Server;
import io.sockspan.it.app.Socks5Proxy;
import io.sockspan.it.app.Tls;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Makes one connection with each API of the JDK and ends it cleanly, the client first: every way to connect against a plain
 * server, every way to accept with a plain client. And some sockets that are not TCP.
 */
public final class EveryApi {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public static void main(String[] args) throws Exception {
        EveryApi app = new EveryApi();
        app.clients();
        app.tls();
        app.socks();
        app.servers();
        app.virtualThreads();
        app.udp();
        app.unixDomain();
        app.threads.shutdown();
        new App().serve();
    }

    private void clients() throws Exception {
        for (Map.Entry<String, Client> way : Client.plain().entrySet()) {
            try (Server server = Server.socket()) {
                talk("client-" + way.getKey(), way.getValue(), server);
            }
        }
    }

    private void tls() throws Exception {
        SSLContext context = Tls.context();
        for (Map.Entry<String, Client> way :
                Client.tls(context.getSocketFactory()).entrySet()) {
            try (Server server =
                    Server.ofSocket(context.getServerSocketFactory().createServerSocket(0, 50, Server.LOOPBACK))) {
                talk("client-" + way.getKey(), way.getValue(), server);
            }
        }
    }

    private void socks() throws Exception {
        try (Server server = Server.socket();
                Socks5Proxy proxy = new Socks5Proxy()) {
            // The proxy says which two connections it made of this one.
            exchange(Client.through(proxy), server);
        }
    }

    private void servers() throws Exception {
        Map<String, Callable<Server>> ways = new LinkedHashMap<>();
        ways.put("socket", Server::socket);
        ways.put("socket-subclass", Server::subclass);
        ways.put("channel-blocking", Server::channel);
        ways.put("channel-adaptor", Server::adaptor);
        ways.put("channel-selector", Server::selected);
        ways.put("async-future", Server::asyncFuture);
        ways.put("async-handler", Server::asyncHandler);
        Client client = Client.plain().get("socket-address-port");
        for (Map.Entry<String, Callable<Server>> way : ways.entrySet()) {
            try (Server server = way.getValue().call()) {
                talk("server-" + way.getKey(), client, server);
            }
        }
    }

    /** The same calls on virtual threads, where the JDK has them. */
    private void virtualThreads() throws Exception {
        for (String way : new String[] {"socket-connect-timeout", "channel-blocking"}) {
            try (Server server = Server.socket()) {
                CompletableFuture<Void> talked = new CompletableFuture<>();
                Runnable conversation = () -> {
                    try {
                        talk("virtual-" + way, Client.plain().get(way), server);
                        talked.complete(null);
                    } catch (Throwable e) {
                        talked.completeExceptionally(e);
                    }
                };
                try {
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, conversation);
                } catch (NoSuchMethodException | InvocationTargetException e) {
                    App.say("without virtual threads");
                    return;
                }
                talked.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private void udp() throws IOException {
        try (DatagramSocket one = new DatagramSocket(new InetSocketAddress(Server.LOOPBACK, 0));
                DatagramSocket other = new DatagramSocket(new InetSocketAddress(Server.LOOPBACK, 0))) {
            one.connect(other.getLocalSocketAddress());
            one.send(new DatagramPacket(new byte[] {1}, 1));
            other.receive(new DatagramPacket(new byte[1], 1));
            App.say("other udp-socket " + one.getLocalPort());
            App.say("other udp-socket " + other.getLocalPort());
        }
        try (DatagramChannel one = DatagramChannel.open().bind(Client.anyPort());
                DatagramChannel other = DatagramChannel.open().bind(Client.anyPort())) {
            one.connect(other.getLocalAddress());
            one.write(ByteBuffer.wrap(new byte[] {1}));
            other.receive(ByteBuffer.allocate(1));
            App.say("other udp-channel " + ((InetSocketAddress) one.getLocalAddress()).getPort());
            App.say("other udp-channel " + ((InetSocketAddress) other.getLocalAddress()).getPort());
        }
        socketOfDatagrams();
    }

    /** A {@code Socket} that is no stream, which newer JDKs refuse to make. */
    @SuppressWarnings("deprecation")
    private static void socketOfDatagrams() throws IOException {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(Server.LOOPBACK, 0));
                Socket one = new Socket(Server.LOOPBACK, other.getLocalPort(), false)) {
            one.getOutputStream().write(1);
            other.receive(new DatagramPacket(new byte[1], 1));
            App.say("other udp-by-socket " + one.getLocalPort());
        } catch (IllegalArgumentException refused) {
            App.say("other refuses a Socket of datagrams");
        }
    }

    /** From 16 on the socket channels speak Unix-domain sockets, too. */
    private void unixDomain() throws Exception {
        SocketAddress address;
        ProtocolFamily family;
        Path path = Files.createTempDirectory("sockspan").resolve("socket");
        try {
            address = (SocketAddress) Class.forName("java.net.UnixDomainSocketAddress")
                    .getMethod("of", Path.class)
                    .invoke(null, path);
            family = StandardProtocolFamily.valueOf("UNIX");
        } catch (ClassNotFoundException e) {
            App.say("without Unix-domain sockets");
            Files.delete(path.getParent());
            return;
        }
        try (ServerSocketChannel listener = (ServerSocketChannel) ServerSocketChannel.class
                        .getMethod("open", ProtocolFamily.class)
                        .invoke(null, family);
                SocketChannel client = (SocketChannel) SocketChannel.class
                        .getMethod("open", ProtocolFamily.class)
                        .invoke(null, family)) {
            listener.bind(address);
            client.connect(address);
            try (SocketChannel accepted = listener.accept()) {
                client.write(ByteBuffer.wrap(new byte[] {1}));
                accepted.read(ByteBuffer.allocate(1));
            }
            App.say("with Unix-domain sockets");
        }
        Files.delete(path);
        Files.delete(path.getParent());
    }

    private void talk(String way, Client client, Server server) throws Exception {
        Connections.made(way, exchange(client, server), server.port());
    }

    /** A byte there, the same byte back, the client's end, the server's end; gives the client's port. */
    private int exchange(Client client, Server server) throws Exception {
        Future<?> served = threads.submit(() -> echo(server));
        int port;
        try (Line line = client.connect(server.address())) {
            line.write(42);
            if (line.read() != 42) {
                throw new IOException("not the byte that was sent");
            }
            port = line.localPort();
        }
        served.get(30, TimeUnit.SECONDS);
        return port;
    }

    private static Void echo(Server server) throws Exception {
        try (Line line = server.accept()) {
            line.write(line.read());
            if (line.read() != -1) {
                throw new IOException("more than was sent");
            }
        }
        return null;
    }
}
