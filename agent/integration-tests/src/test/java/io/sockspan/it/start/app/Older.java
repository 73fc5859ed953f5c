package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Server;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sockets that are open before the agent comes: {@code sockets LISTENER IDLE FORGOTTEN CHANNELS CHANNEL}, ports all of them. */
public final class Older {
    private Older() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket idle = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket reader = listener.accept();
                Socket forgotten = new Socket(Server.LOOPBACK, listener.getLocalPort());
                ServerSocketChannel channels = ServerSocketChannel.open().bind(Client.anyPort());
                SocketChannel channel = SocketChannel.open(channels.getLocalAddress());
                SocketChannel accepted = channels.accept();
                SocketChannel unconnected = SocketChannel.open();
                DatagramSocket datagrams = new DatagramSocket()) {
            listener.accept().close();
            Thread reading = new Thread(() -> readAll(reader), "reading");
            reading.setDaemon(true);
            reading.start();
            Await.until("no FIN", () -> forgotten.getInputStream().available() == 0);
            App.say("sockets " + listener.getLocalPort() + " " + idle.getLocalPort() + " " + forgotten.getLocalPort()
                    + " " + channels.socket().getLocalPort() + " "
                    + channel.socket().getLocalPort());
            new App()
                    .on("use", () -> {
                        idle.getOutputStream().write(1);
                        return "used";
                    })
                    .on("close", () -> {
                        idle.close();
                        channel.close();
                        return "closed";
                    })
                    .on("connect", () -> {
                        Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                        Socket server = listener.accept();
                        return "connected " + client.getLocalPort();
                    })
                    .serve();
        }
    }

    private static void readAll(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                App.say("read");
            }
        } catch (IOException e) {
            App.say("failed " + e);
        }
    }
}
