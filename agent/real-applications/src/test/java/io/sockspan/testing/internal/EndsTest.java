package io.sockspan.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class EndsTest {
    @Test
    void areThoseOfAnOpenConnection() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            ConnectionEnds ends = ConnectionEnds.of(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
            assertThat(Ends.of(socket)).isEqualTo(ends);

            socket.close();
            assertThat(Ends.of(socket))
                    .as("another connection may have them now")
                    .isNull();
        }
    }

    @Test
    void areUnknownWhereASocketsClassDoesNotSupportThat() throws IOException {
        Socket wrapper = new Socket() {
            @Override
            public SocketAddress getLocalSocketAddress() {
                throw new UnsupportedOperationException();
            }
        };
        try (Socket unbound = wrapper) {
            assertThat(Ends.of(unbound)).isNull();
        }
    }
}
