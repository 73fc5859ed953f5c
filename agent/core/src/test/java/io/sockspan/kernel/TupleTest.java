package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class TupleTest {
    private static final InetAddress LOCAL = address("10.0.0.5");
    private static final InetAddress REMOTE = address("10.0.3.7");

    @Test
    void equalsByAllFourNumbers() {
        Tuple tuple = Tuple.of(LOCAL, 1, REMOTE, 2);

        assertThat(tuple).isEqualTo(Tuple.of(LOCAL, 1, REMOTE, 2)).hasSameHashCodeAs(Tuple.of(LOCAL, 1, REMOTE, 2));
        assertThat(tuple).isNotEqualTo(Tuple.of(REMOTE, 1, REMOTE, 2));
        assertThat(tuple).isNotEqualTo(Tuple.of(LOCAL, 3, REMOTE, 2));
        assertThat(tuple).isNotEqualTo(Tuple.of(LOCAL, 1, LOCAL, 2));
        assertThat(tuple).isNotEqualTo(Tuple.of(LOCAL, 1, REMOTE, 3));
        assertThat(tuple).isNotEqualTo(Tuple.of(null, 1, REMOTE, 2));
        assertThat(tuple).isNotEqualTo("10.0.0.5 1 -> 10.0.3.7 2").hasToString("10.0.0.5 1 -> 10.0.3.7 2");
    }

    @Test
    void takesAWildcardForAnUnknownLocalAddress() {
        assertThat(Tuple.of(address("0.0.0.0"), 1, REMOTE, 2))
                .isEqualTo(Tuple.of(null, 1, REMOTE, 2))
                .hasToString("* 1 -> 10.0.3.7 2");
        assertThat(Tuple.of(address("::"), 1, REMOTE, 2)).isEqualTo(Tuple.of(null, 1, REMOTE, 2));
    }

    @Test
    void mayEqualWhereALocalAddressIsUnknown() {
        Tuple tuple = Tuple.of(LOCAL, 1, REMOTE, 2);

        assertThat(tuple.atAnyAddress()).isEqualTo(Tuple.of(null, 1, REMOTE, 2));
        assertThat(tuple.mayEqual(tuple.atAnyAddress())).isTrue();
        assertThat(tuple.atAnyAddress().mayEqual(tuple)).isTrue();
        assertThat(tuple.mayEqual(Tuple.of(LOCAL, 1, REMOTE, 2))).isTrue();
        assertThat(tuple.mayEqual(Tuple.of(REMOTE, 1, REMOTE, 2))).isFalse();
        assertThat(tuple.mayEqual(Tuple.of(null, 3, REMOTE, 2))).isFalse();
        assertThat(tuple.mayEqual(Tuple.of(null, 1, LOCAL, 2))).isFalse();
        assertThat(tuple.mayEqual(Tuple.of(null, 1, REMOTE, 3))).isFalse();
    }

    @Test
    void takesAMappedAddressForTheIpv4AddressItStandsFor() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 3, 7};

        // Inet6Address keeps what InetAddress would turn into an Inet4Address.
        assertThat(Tuple.of(LOCAL, 1, Inet6Address.getByAddress(null, mapped, -1), 2))
                .isEqualTo(Tuple.of(LOCAL, 1, REMOTE, 2));
    }

    @Test
    void leavesScopesOut() {
        assertThat(Tuple.of(address("fe80::1%1"), 1, address("fe80::2%1"), 2))
                .isEqualTo(Tuple.of(address("fe80::1"), 1, address("fe80::2"), 2));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
