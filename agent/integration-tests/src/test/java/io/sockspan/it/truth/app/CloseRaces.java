package io.sockspan.it.truth.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Attempt;
import io.sockspan.it.app.Await;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Server;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;

/**
 * Closes at bad moments. Says {@code outcome NAME EXCEPTION} for those whose outcome is certain, for the test to compare with a
 * run without the agent; those that are left to chance must only come to an end.
 */
public final class CloseRaces {
    private static final int ROUNDS = 200;
    private static final int CLOSERS = 4;

    private CloseRaces() {}

    public static void main(String[] args) throws Exception {
        closeDuringConnect();
        closeDuringAccept();
        closeDuringRead();
        for (int i = 0; i < ROUNDS; i++) {
            acceptAgainstClose();
            manyClose(connected(new Socket()));
            manyClose(connected(SocketChannel.open()));
        }
        App.say("outcome races over");
        droppedSocket();
        droppedChannel();
        new App().serve();
    }

    private static void closeDuringConnect() throws Exception {
        try (FullListener full = new FullListener()) {
            Socket socket = new Socket();
            stop("socket-connect-close", full, () -> Client.connect(socket, full.address(), 0), socket);
            Socket timed = new Socket();
            stop("socket-connect-timeout-close", full, () -> Client.connect(timed, full.address(), 30_000), timed);
            SocketChannel channel = SocketChannel.open();
            stop("channel-connect-close", full, () -> channel.connect(full.address()), channel);
            interrupt("channel-connect-interrupt", full, () -> SocketChannel.open(full.address()));

            SocketChannel unfinished = SocketChannel.open();
            unfinished.configureBlocking(false);
            unfinished.connect(full.address());
            unfinished.close();
            App.say("outcome channel-unfinished-close " + new Attempt("finish", unfinished::finishConnect).outcome());

            AsynchronousSocketChannel async = AsynchronousSocketChannel.open();
            Future<Void> connecting = async.connect(full.address());
            full.awaitSyn();
            async.close();
            App.say("outcome async-connect-close " + new Attempt("async", connecting::get).outcome());

            Attempt late = new Attempt("late", () -> Client.connect(new Socket(), full.address(), 300));
            App.say("outcome socket-connect-timeout " + late.outcome());
        }
    }

    private static void stop(String name, FullListener full, Callable<?> connect, Closeable socket) throws Exception {
        Attempt attempt = new Attempt(name, connect);
        full.awaitSyn();
        socket.close();
        App.say("outcome " + name + " " + attempt.outcome());
    }

    private static void interrupt(String name, FullListener full, Callable<?> connect) throws Exception {
        Attempt attempt = new Attempt(name, connect);
        full.awaitSyn();
        attempt.thread().interrupt();
        App.say("outcome " + name + " " + attempt.outcome());
    }

    private static void closeDuringAccept() throws Exception {
        ServerSocket socket = new ServerSocket(0, 50, Server.LOOPBACK);
        Attempt accept = new Attempt("socket-accept-close", socket::accept);
        Await.blockedIn(accept.thread(), "accept");
        socket.close();
        App.say("outcome socket-accept-close " + accept.outcome());

        ServerSocketChannel channel = ServerSocketChannel.open().bind(Client.anyPort());
        accept = new Attempt("channel-accept-close", channel::accept);
        Await.blockedIn(accept.thread(), "accept");
        channel.close();
        App.say("outcome channel-accept-close " + accept.outcome());

        ServerSocketChannel interrupted = ServerSocketChannel.open().bind(Client.anyPort());
        accept = new Attempt("channel-accept-interrupt", interrupted::accept);
        Await.blockedIn(accept.thread(), "accept");
        accept.thread().interrupt();
        App.say("outcome channel-accept-interrupt " + accept.outcome());
        App.say("outcome channel-accept-interrupt-open " + interrupted.isOpen());
    }

    private static void closeDuringRead() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            Socket socket = new Socket(Server.LOOPBACK, listener.getLocalPort());
            SocketChannel channel = SocketChannel.open(listener.getLocalSocketAddress());
            Socket socketPeer = listener.accept();
            Socket channelPeer = listener.accept();

            Attempt read = new Attempt("socket-read-close", socket.getInputStream()::read);
            Await.blockedIn(read.thread(), "read");
            socket.close();
            App.say("outcome socket-read-close " + read.outcome());

            read = new Attempt("channel-read-close", () -> channel.read(ByteBuffer.allocate(1)));
            Await.blockedIn(read.thread(), "read");
            channel.close();
            App.say("outcome channel-read-close " + read.outcome());

            socketPeer.close();
            channelPeer.close();
        }
    }

    /** A connect, an accept and the listener's close, all at once. */
    private static void acceptAgainstClose() throws Exception {
        CyclicBarrier start = new CyclicBarrier(3);
        ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
        int port = listener.getLocalPort();
        Attempt accept = new Attempt("accept", () -> {
            start.await();
            listener.accept().close();
            return null;
        });
        Attempt connect = new Attempt("connect", () -> {
            start.await();
            new Socket(Server.LOOPBACK, port).close();
            return null;
        });
        start.await();
        listener.close();
        accept.outcome();
        connect.outcome();
    }

    private static void manyClose(Closeable socket) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CLOSERS);
        List<Attempt> closers = new ArrayList<>();
        for (int i = 0; i < CLOSERS; i++) {
            closers.add(new Attempt("close-" + i, () -> {
                start.await();
                socket.close();
                return null;
            }));
        }
        for (Attempt closer : closers) {
            if (!closer.outcome().equals("returned")) {
                throw new IOException("close failed: " + closer.outcome());
            }
        }
    }

    private static Socket connected(Socket socket) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            Client.connect(socket, listener.getLocalSocketAddress(), 0);
            listener.accept().close();
            return socket;
        }
    }

    private static SocketChannel connected(SocketChannel channel) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            channel.connect(listener.getLocalSocketAddress());
            listener.accept().close();
            return channel;
        }
    }

    /** The JDK closes a {@link Socket} that nobody refers to, which its peer sees. */
    private static void droppedSocket() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            drop(new Socket(Server.LOOPBACK, listener.getLocalPort()));
            try (Socket peer = listener.accept()) {
                App.say("dropped-socket " + peer.getPort());
                peer.setSoTimeout(50);
                Await.until("a dropped socket is not closed", () -> {
                    System.gc();
                    try {
                        return peer.getInputStream().read() == -1;
                    } catch (SocketTimeoutException e) {
                        return false;
                    }
                });
            }
        }
    }

    /** Nobody ever closes a channel that nobody refers to. */
    private static void droppedChannel() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK)) {
            WeakReference<?> channel = drop(SocketChannel.open(listener.getLocalSocketAddress()));
            try (Socket peer = listener.accept()) {
                App.say("dropped-channel " + peer.getPort());
            }
            Await.until("a dropped channel is not collected", () -> {
                System.gc();
                return channel.get() == null;
            });
        }
    }

    private static WeakReference<?> drop(Object socket) {
        return new WeakReference<>(socket);
    }
}
