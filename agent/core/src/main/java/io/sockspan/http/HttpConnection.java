package io.sockspan.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection to the server, from before its connect until its close. Used by one thread; any thread may close it. */
final class HttpConnection implements Closeable {
    private static final int LONGEST_REFUSAL_OF_PROXY = 64 * 1024;

    private final Route route;
    private final Proxy proxy;
    private volatile Socket raw;
    private volatile boolean closed;
    private OutputStream out;
    private TimedInput timed;
    private InputStream in;

    HttpConnection(Route route) {
        this.route = route;
        this.proxy = route.proxy();
    }

    /** @param connecting the deadline of the TCP connect; the other deadline applies to the rest */
    void open(Security security, Deadline connecting, Deadline deadline) throws IOException {
        connect(connecting, deadline);
        raw.setTcpNoDelay(true);
        raw.setSoTimeout(deadline.millis());
        if (proxy.type() == Proxy.Type.SOCKS) {
            askSocks(deadline);
        }
        Socket socket = raw;
        if (route.tls) {
            if (proxy.type() == Proxy.Type.HTTP) {
                tunnel(deadline);
            }
            try {
                socket = security.over(raw, route.host, route.port);
            } catch (SocketTimeoutException e) {
                throw deadline.missed();
            }
        }
        out = socket.getOutputStream();
        timed = new TimedInput(raw, socket.getInputStream());
        in = new BufferedInputStream(timed);
    }

    /** Tries all addresses of a name: perhaps only one of them answers, as with localhost. */
    private void connect(Deadline connecting, Deadline deadline) throws IOException {
        IOException failure = null;
        for (InetSocketAddress address : route.addresses(proxy)) {
            try {
                connect(address, connecting.remaining() < deadline.remaining() ? connecting : deadline);
                return;
            } catch (IOException e) {
                close(raw);
                failure = failure == null ? e : failure;
            }
            if (closed) {
                break;
            }
        }
        throw failure;
    }

    private void connect(InetSocketAddress address, Deadline deadline) throws IOException {
        raw = new Socket(Proxy.NO_PROXY);
        if (closed) {
            throw new IOException("closed");
        }
        try {
            raw.connect(address, deadline.millis());
        } catch (SocketTimeoutException e) {
            throw deadline.missed();
        } catch (ConnectException e) {
            throw e.getMessage() == null ? e : plain(e);
        }
        if (isToItself(raw)) {
            throw new ConnectException("Connection refused");
        }
    }

    /**
     * Whether the socket is connected to itself. If nobody listens on a local port, the kernel may assign that very port to our own end,
     * and a SYN that meets itself opens a connection (RFC 9293, section 3.5: simultaneous open).
     */
    static boolean isToItself(Socket socket) {
        return socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
    }

    /** Java 8 repeats its messages: {@code Connection refused (Connection refused)}. */
    private static ConnectException plain(ConnectException e) {
        int twice = e.getMessage().indexOf(" (");
        ConnectException plain =
                new ConnectException(twice < 0 ? e.getMessage() : e.getMessage().substring(0, twice));
        plain.initCause(e);
        return plain;
    }

    private void askSocks(Deadline deadline) throws IOException {
        TimedInput answers = new TimedInput(raw, raw.getInputStream());
        answers.until(deadline);
        try {
            SocksHandshake.connect(answers, raw.getOutputStream(), route.host, route.port);
        } catch (SocketTimeoutException e) {
            throw deadline.missed();
        } catch (EOFException e) {
            throw new IOException("the SOCKS proxy " + proxy.address() + " closed the connection", e);
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("the SOCKS proxy " + proxy.address() + " " + e.getMessage(), e);
        }
    }

    private void tunnel(Deadline deadline) throws IOException {
        String request = "CONNECT " + route.hostAndPort() + " HTTP/1.1\r\nHost: " + route.hostAndPort() + "\r\n\r\n";
        raw.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        TimedInput answer = new TimedInput(raw, raw.getInputStream());
        answer.until(deadline);
        // Not buffered: the bytes after the header belong to TLS.
        HttpAnswer refusal = new AnswerReader(answer, LONGEST_REFUSAL_OF_PROXY, null).readOfTunnel();
        if (refusal.status() >= 300) {
            throw new IOException("the proxy " + proxy.address() + " answered " + refusal.status());
        }
    }

    /** @param head the request's header, from its second line on */
    AnswerReader send(String head, byte[] body, long longestAnswer, Deadline deadline) throws IOException {
        timed.until(deadline);
        String request = "POST " + route.target(proxy) + " HTTP/1.1\r\n" + head;
        SocketException broken = null;
        try {
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
        } catch (SocketException e) {
            // A server that rejects the request may answer and close before it has received all of it.
            broken = e;
        }
        return new AnswerReader(in, longestAnswer, broken);
    }

    /** Whether the server has closed the connection meanwhile, or sent something without a request. Takes a millisecond if not. */
    boolean isStale() {
        try {
            raw.setSoTimeout(1);
            raw.getInputStream().read();
            return true;
        } catch (SocketTimeoutException quiet) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /**
     * Whoever waits for the connection gets an {@link IOException}. Closes the socket below TLS, because closing the TLS socket may wait
     * for a writer.
     */
    @Override
    public void close() {
        closed = true;
        close(raw);
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException nothingToSave) {
            // The connection is gone anyway.
        }
    }
}
