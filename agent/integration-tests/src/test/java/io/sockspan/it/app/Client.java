package io.sockspan.it.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** One way to connect. */
public interface Client {
    Line connect(InetSocketAddress server) throws Exception;

    /** All ways that reach a plain server, by name. */
    static Map<String, Client> plain() {
        Map<String, Client> ways = new LinkedHashMap<>();
        ways.put("socket-name-port", server -> new SocketLine(new Socket("127.0.0.1", server.getPort())));
        ways.put("socket-address-port", server -> new SocketLine(new Socket(server.getAddress(), server.getPort())));
        ways.put(
                "socket-local-address",
                server -> new SocketLine(new Socket(server.getAddress(), server.getPort(), Server.LOOPBACK, 0)));
        ways.put("socket-connect", server -> new SocketLine(connect(new Socket(), server, 0)));
        ways.put("socket-connect-timeout", server -> new SocketLine(connect(new Socket(), server, 5_000)));
        ways.put("socket-no-proxy", server -> new SocketLine(connect(new Socket(Proxy.NO_PROXY), server, 0)));
        ways.put("socket-bound", server -> {
            Socket socket = new Socket();
            socket.bind(anyPort());
            return new SocketLine(connect(socket, server, 0));
        });
        ways.put("socket-subclass", server -> new SocketLine(connect(new CountingSocket(), server, 5_000)));
        ways.put("channel-open-connected", server -> new ChannelLine(SocketChannel.open(server)));
        ways.put("channel-blocking", server -> {
            SocketChannel channel = SocketChannel.open();
            channel.connect(server);
            return new ChannelLine(channel);
        });
        ways.put("channel-bound", server -> {
            SocketChannel channel = SocketChannel.open().bind(anyPort());
            channel.connect(server);
            return new ChannelLine(channel);
        });
        ways.put("channel-selector", server -> new SelectedLine(SocketChannel.open()).connect(server));
        ways.put("channel-finish-blocking", server -> {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            if (!channel.connect(server)) {
                channel.configureBlocking(true);
                channel.finishConnect();
            }
            channel.configureBlocking(true);
            return new ChannelLine(channel);
        });
        ways.put(
                "channel-adaptor",
                server -> new SocketLine(connect(SocketChannel.open().socket(), server, 0)));
        ways.put(
                "channel-adaptor-timeout",
                server -> new SocketLine(connect(SocketChannel.open().socket(), server, 5_000)));
        ways.put("async-future", server -> {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            channel.connect(server).get();
            return new AsyncLine(channel);
        });
        ways.put("async-handler", server -> {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            Completion<Void> connected = new Completion<>();
            channel.connect(server, null, connected);
            connected.get();
            return new AsyncLine(channel);
        });
        ways.put("async-bound", server -> {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open().bind(anyPort());
            channel.connect(server).get();
            return new AsyncLine(channel);
        });
        return ways;
    }

    /** All ways that reach a TLS server, by name. */
    static Map<String, Client> tls(SSLSocketFactory factory) {
        Map<String, Client> ways = new LinkedHashMap<>();
        ways.put("tls-direct", server -> new SocketLine(factory.createSocket(server.getAddress(), server.getPort())));
        ways.put("tls-unconnected", server -> new SocketLine(connect(factory.createSocket(), server, 5_000)));
        ways.put(
                "tls-layered",
                server -> new SocketLine(factory.createSocket(
                        new Socket(server.getAddress(), server.getPort()), "localhost", server.getPort(), true)));
        return ways;
    }

    /** Through a SOCKS proxy: TCP knows the way to the proxy only. */
    static Client through(Socks5Proxy proxy) {
        Proxy hop = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(Server.LOOPBACK, proxy.port()));
        return server -> new SocketLine(connect(new Socket(hop), server, 5_000));
    }

    static Socket connect(Socket socket, SocketAddress server, int timeout) throws IOException {
        if (timeout == 0) {
            socket.connect(server);
        } else {
            socket.connect(server, timeout);
        }
        return socket;
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(Server.LOOPBACK, 0);
    }
}
