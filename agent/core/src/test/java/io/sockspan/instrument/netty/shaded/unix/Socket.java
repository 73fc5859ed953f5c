package io.sockspan.instrument.netty.shaded.unix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The methods of Netty's class of that name that have hooks. */
public class Socket extends FileDescriptor {
    public static final int NUMBER = 1_000_009;

    private final InetSocketAddress remote = new InetSocketAddress("127.0.0.1", 5432);

    public Socket(int number) {
        super(number);
    }

    public static Socket newSocketStream() {
        return new Socket(newSocketStream0(false));
    }

    protected static int newSocketStream0(boolean ipv6) {
        if (ipv6) {
            throw new IllegalStateException(new IOException("Too many open files"));
        }
        return NUMBER;
    }

    public final boolean connect(SocketAddress remote) {
        return false;
    }

    public final boolean finishConnect() throws IOException {
        return true;
    }

    public final InetSocketAddress remoteAddress() {
        return remote;
    }

    public final void listen(int backlog) {}

    public final int accept(byte[] address) {
        return -1;
    }

    public final void shutdown(boolean input, boolean output) {}
}
