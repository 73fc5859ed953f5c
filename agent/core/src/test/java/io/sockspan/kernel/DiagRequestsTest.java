package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Byte for byte as the kernel's {@code include/uapi/linux/inet_diag.h} and {@code netlink.h} have them. */
class DiagRequestsTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void asksForAConnectionOfIpv4() throws Exception {
        DiagRequests.lookUp(tuple("10.0.0.5", 0xC890, "10.0.3.7", 0x1538), 7, buffer);

        assertThat(written())
                .isEqualTo(
                        "48000000 1400 0100 07000000 00000000" // length, type, flags, sequence, port
                                + " 02 06 00 00 ffffffff" // family, protocol, extensions, padding, states
                                + " c890 1538" // ports
                                + " 0a000005 00000000 00000000 00000000"
                                + " 0a000307 00000000 00000000 00000000"
                                + " 00000000 ffffffff ffffffff"); // device, cookie
    }

    @Test
    void asksForAMappedAddressAsIpv4() throws Exception {
        Tuple mapped = tuple("::ffff:10.0.0.5", 0xC890, "::ffff:10.0.3.7", 0x1538);
        DiagRequests.lookUp(mapped, 7, buffer);

        assertThat(written()).contains(" 02 06 00 00 ").contains(" 0a000005 00000000 ");
    }

    @Test
    void asksForAConnectionOfIpv6() throws Exception {
        DiagRequests.lookUp(tuple("2001:db8::5", 0xC890, "2001:db8::1", 443), 0x01020304, buffer);

        assertThat(written())
                .isEqualTo("48000000 1400 0100 04030201 00000000"
                        + " 0a 06 00 00 ffffffff"
                        + " c890 01bb"
                        + " 20010db8 00000000 00000000 00000005"
                        + " 20010db8 00000000 00000000 00000001"
                        + " 00000000 ffffffff ffffffff");
    }

    @Test
    void asksForTheListenersOfAFamily() {
        DiagRequests.listeners(DiagRequests.AF_INET6, 8, buffer);

        assertThat(written())
                .isEqualTo("48000000 1400 0103 08000000 00000000"
                        + " 0a 06 00 00 00040000"
                        + " 0000 0000"
                        + " 00000000 00000000 00000000 00000000"
                        + " 00000000 00000000 00000000 00000000"
                        + " 00000000 00000000 00000000");
    }

    @Test
    void writesOneBehindTheOther() throws Exception {
        DiagRequests.lookUp(tuple("10.0.0.5", 1, "10.0.3.7", 2), 1, buffer);
        DiagRequests.lookUp(tuple("10.0.0.5", 3, "10.0.3.7", 4), 2, buffer);

        assertThat(buffer.position()).isEqualTo(2 * DiagRequests.LENGTH);
        assertThat(buffer.getInt(DiagRequests.LENGTH + 8)).isEqualTo(2);
        assertThat(buffer.get(DiagRequests.LENGTH + 25)).isEqualTo((byte) 3);
    }

    @Test
    void writesAddressesInNetworkOrderOnEveryMachine() throws Exception {
        ByteBuffer big = ByteBuffer.allocate(DiagRequests.LENGTH).order(ByteOrder.BIG_ENDIAN);
        DiagRequests.lookUp(tuple("10.0.0.5", 0xC890, "10.0.3.7", 0x1538), 7, big);

        assertThat(big.getInt(24)).isEqualTo(0xC890_1538);
        assertThat(big.getInt(28)).isEqualTo(0x0A00_0005);
        assertThat(big.getInt(0)).isEqualTo(DiagRequests.LENGTH);
    }

    private static Tuple tuple(String local, int localPort, String remote, int remotePort) throws Exception {
        return Tuple.of(InetAddress.getByName(local), localPort, InetAddress.getByName(remote), remotePort);
    }

    /** In hexadecimal digits, cut where the fields are. */
    private String written() {
        assertThat(buffer.position()).isEqualTo(DiagRequests.LENGTH);
        int[] fields = {4, 2, 2, 4, 4, 1, 1, 1, 1, 4, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int length : fields) {
            text.append(at == 0 ? "" : " ");
            for (int i = 0; i < length; i++) {
                text.append(String.format("%02x", buffer.get(at++)));
            }
        }
        return text.toString();
    }
}
