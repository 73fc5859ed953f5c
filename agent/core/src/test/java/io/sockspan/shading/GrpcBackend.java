package io.sockspan.shading;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** As much of HTTP/2 (RFC 9113) and gRPC as it takes to be sent something and to say yes. */
final class GrpcBackend implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The bodies of the calls. */
    final List<String> received = new CopyOnWriteArrayList<>();

    /** The statuses of the first calls; the others are answered with 0, for OK. */
    final Queue<String> statuses = new ConcurrentLinkedQueue<>();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    /** Null for none. */
    private final SSLContext secured;

    private final String protocol;

    GrpcBackend() throws IOException {
        this(null, null);
    }

    /**
     * Over TLS, for clients that show a certificate.
     *
     * @param secured which certificates it trusts, and its own
     * @param protocol the only one that it speaks
     */
    GrpcBackend(SSLContext secured, String protocol) throws IOException {
        this.secured = secured;
        this.protocol = protocol;
        run(() -> {
            while (true) {
                Socket connection = listener.accept();
                run(() -> {
                    if (secured == null) {
                        serve(connection);
                    } else {
                        serveSecured(connection);
                    }
                });
            }
        });
    }

    String endpoint() {
        return (secured == null ? "http" : "https") + "://127.0.0.1:" + listener.getLocalPort();
    }

    /** Reads what the client sends after a failure, because to close before would reset the connection, which destroys the alert. */
    private void serveSecured(Socket connection) throws IOException {
        try (connection) {
            SSLSocket tls = (SSLSocket)
                    secured.getSocketFactory().createSocket(connection, "127.0.0.1", connection.getPort(), false);
            tls.setUseClientMode(false);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setNeedClientAuth(true);
            parameters.setProtocols(new String[] {protocol});
            parameters.setApplicationProtocols(new String[] {"h2"});
            tls.setSSLParameters(parameters);
            try {
                tls.startHandshake();
            } catch (SSLException refused) {
                connection.shutdownOutput();
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            serve(tls);
        }
    }

    private void serve(Socket connection) throws IOException {
        DataInputStream in = new DataInputStream(connection.getInputStream());
        DataOutputStream out = new DataOutputStream(connection.getOutputStream());
        in.readFully(new byte[PREFACE.length]);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[lengthAndType >>> 8];
            in.readFully(payload);
            int type = lengthAndType & 0xff;
            if (type == SETTINGS && (flags & ACK) == 0) {
                frame(out, SETTINGS, ACK, 0, new byte[0]);
            } else if (type == PING && (flags & ACK) == 0) {
                frame(out, PING, ACK, 0, payload);
            } else if (type == DATA) {
                body.write(payload);
                if ((flags & END_STREAM) != 0) {
                    received.add(body.toString(StandardCharsets.ISO_8859_1));
                    body.reset();
                    frame(
                            out,
                            HEADERS,
                            END_HEADERS,
                            stream,
                            fields(":status", "200", "content-type", "application/grpc"));
                    // An empty message: not compressed, of no length.
                    frame(out, DATA, 0, stream, new byte[5]);
                    String status = statuses.isEmpty() ? "0" : statuses.remove();
                    frame(out, HEADERS, END_HEADERS | END_STREAM, stream, fields("grpc-status", status));
                }
            }
        }
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeInt(payload.length << 8 | type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** Header fields in the plainest form of HPACK: literal, not indexed, not compressed. */
    private static byte[] fields(String... namesAndValues) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            block.write(namesAndValues[i].length());
            block.write(namesAndValues[i].getBytes(StandardCharsets.US_ASCII));
        }
        return block.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // By the test's end or by the other side.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
