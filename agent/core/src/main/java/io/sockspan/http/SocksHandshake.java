package io.sockspan.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;

/**
 * Asks a SOCKS 5 proxy for a connection (RFC 1928), without authentication. {@code java.net.Socket} would ask the application's {@code
 * Authenticator} for a user and a password, which are none of this agent's business. The proxy resolves the host's name.
 */
final class SocksHandshake {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int CONNECT = 1;
    private static final int IP_V4 = 1;
    private static final int NAME = 3;
    private static final int IP_V6 = 4;

    private static final String[] REASONS = {
        "",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };

    private SocksHandshake() {}

    /**
     * @param in not buffered: the bytes after the proxy's answer are the server's
     * @throws IOException with a message that follows the proxy's name, if the proxy refuses
     */
    static void connect(InputStream in, OutputStream out, String host, int port) throws IOException {
        DataInputStream answers = new DataInputStream(in);
        out.write(new byte[] {VERSION, 1, NO_AUTHENTICATION});
        requireVersion(answers.readUnsignedByte());
        if (answers.readUnsignedByte() != NO_AUTHENTICATION) {
            throw new IOException("asks for a user name, which this agent does not give");
        }
        out.write(request(host, port));
        requireVersion(answers.readUnsignedByte());
        int result = answers.readUnsignedByte();
        if (result != 0) {
            throw new IOException("answered: " + (result < REASONS.length ? REASONS[result] : "error " + result));
        }
        answers.readUnsignedByte();
        answers.readFully(new byte[boundAddressLength(answers) + 2]);
    }

    private static byte[] request(String host, int port) throws IOException {
        byte[] name = IDN.toASCII(host).getBytes(StandardCharsets.US_ASCII);
        if (name.length > 255) {
            throw new IOException("cannot be asked for a host whose name has more than 255 characters");
        }
        byte[] request = new byte[7 + name.length];
        request[0] = VERSION;
        request[1] = CONNECT;
        request[3] = NAME;
        request[4] = (byte) name.length;
        System.arraycopy(name, 0, request, 5, name.length);
        request[5 + name.length] = (byte) (port >> 8);
        request[6 + name.length] = (byte) port;
        return request;
    }

    private static int boundAddressLength(DataInputStream answers) throws IOException {
        int type = answers.readUnsignedByte();
        switch (type) {
            case IP_V4:
                return 4;
            case IP_V6:
                return 16;
            case NAME:
                return answers.readUnsignedByte();
            default:
                throw new IOException("answered with address type " + type);
        }
    }

    private static void requireVersion(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException("does not speak SOCKS 5");
        }
    }
}
