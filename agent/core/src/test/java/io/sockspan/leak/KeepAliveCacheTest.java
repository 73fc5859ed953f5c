package io.sockspan.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockspan.protocol.ConnectionEnds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class KeepAliveCacheTest {
    @Test
    void readsBothEndsOfASocketOfTheJdk() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket socket = new Socket(loopback, server.getLocalPort())) {
            assertThat(KeepAliveCache.ends(socket))
                    .isEqualTo(ConnectionEnds.of(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress()));
        }
    }

    /** What is left out would seem to be in use. */
    @Test
    void doesNotLeaveOutASocketWhoseEndsAreUnknown() throws IOException {
        try (Socket unbound = new Socket()) {
            assertThatThrownBy(() -> KeepAliveCache.ends(unbound))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("are unknown: a java.net.Socket");
        }
    }

    @Test
    void callsNoMethodOfASocketOfAnotherClass() throws IOException {
        try (Socket another = new SocketOfTheApplication()) {
            assertThatThrownBy(() -> KeepAliveCache.ends(another))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(SocketOfTheApplication.class.getName());
        }
    }

    private static final class SocketOfTheApplication extends Socket {
        @Override
        public SocketAddress getLocalSocketAddress() {
            throw new AssertionError("called");
        }
    }
}
