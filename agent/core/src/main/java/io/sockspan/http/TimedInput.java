package io.sockspan.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Reads from a socket until a deadline, however slowly the bytes arrive: a server that sends one from time to time does not extend it. */
final class TimedInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private Deadline deadline;

    /** @param socket the one below TLS, whose timeout applies to reads of {@code in} as well */
    TimedInput(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    void until(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        socket.setSoTimeout(deadline.millis());
        try {
            return in.read(buffer, offset, length);
        } catch (SocketTimeoutException e) {
            throw deadline.missed();
        }
    }
}
