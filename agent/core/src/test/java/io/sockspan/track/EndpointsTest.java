package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final byte[] LINK_LOCAL = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Endpoints endpoints = new Endpoints();

    @Test
    void givesTheSameObjectOutAgain() throws Exception {
        Endpoint first = endpoints.of(InetAddress.getByName("10.0.0.5"), 8080);
        Endpoint second = endpoints.of(InetAddress.getByName("10.0.0.5"), 8080);

        assertThat(second).isSameAs(first).hasToString("10.0.0.5:8080");
    }

    @Test
    void sharesTheAddressOfDifferentPorts() throws Exception {
        Endpoint first = endpoints.of(InetAddress.getByName("10.0.0.5"), 8080);
        Endpoint second = endpoints.of(InetAddress.getByName("10.0.0.5"), 8081);

        assertThat(second.port).isEqualTo(8081);
        assertThat(second.address).isSameAs(first.address);
    }

    @Test
    void tellsEveryEndpointRightWhateverItRemembers() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int port = 1; port < 5_000; port++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, (byte) port, (byte) (port >> 5)});
                assertThat(endpoints.of(address, port)).isEqualTo(new Endpoint(address, port));
            }
        }
    }

    @Test
    void doesNotKeepTheNameThatTheApplicationGaveAnAddress() throws Exception {
        InetAddress named = InetAddress.getByAddress("x".repeat(100_000), new byte[] {10, 0, 0, 5});

        assertThat(endpoints.of(named, 80).address).hasToString("/10.0.0.5");
    }

    @Test
    void worksWithoutAnAddress() {
        assertThat(endpoints.of(null, 80)).isSameAs(endpoints.of(null, 80)).isEqualTo(new Endpoint(null, 80));
    }

    @Test
    void keepsLinkLocalAddressesOfTwoInterfacesApart() throws Exception {
        Endpoint first = endpoints.of(Inet6Address.getByAddress(null, LINK_LOCAL, 1), 80);
        Endpoint second = endpoints.of(Inet6Address.getByAddress(null, LINK_LOCAL, 2), 80);

        assertThat(first).hasToString("[fe80:0:0:0:0:0:0:1%1]:80");
        assertThat(second).hasToString("[fe80:0:0:0:0:0:0:1%2]:80");
    }
}
