package io.sockspan.it.app;

import java.io.IOException;
import java.net.Socket;

/** A {@link Socket}, its streams and its close. */
public final class SocketLine implements Line {
    private final Socket socket;

    public SocketLine(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
    }

    @Override
    public int read() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
