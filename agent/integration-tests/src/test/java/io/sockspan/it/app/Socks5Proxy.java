package io.sockspan.it.app;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** As much of SOCKS 5 (RFC 1928) as one client needs: no authentication, CONNECT to an IPv4 address. */
public final class Socks5Proxy implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public Socks5Proxy() throws IOException {
        threads.execute(this::serveOne);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serveOne() {
        try (Socket client = listener.accept();
                Socket target = connect(client)) {
            Connections.made("socks-to-proxy", client.getPort(), client.getLocalPort());
            Connections.made("socks-to-target", target.getLocalPort(), target.getPort());
            Thread up = new Thread(() -> pump(client, target));
            up.start();
            pump(target, client);
            up.join();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Socket connect(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        out.write(new byte[] {5, 0});
        in.readFully(new byte[3]);
        if (in.readByte() != 1) {
            throw new IOException("not an IPv4 address");
        }
        byte[] address = new byte[4];
        in.readFully(address);
        Socket target = new Socket(InetAddress.getByAddress(address), in.readUnsignedShort());
        out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        return target;
    }

    /** Passes on bytes, and at their end the end. */
    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] bytes = new byte[256];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                to.getOutputStream().write(bytes, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
