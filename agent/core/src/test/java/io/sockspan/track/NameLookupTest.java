package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecords;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class NameLookupTest {
    private static final String NAME = "orders.example";

    @Test
    void countsWhatWasFound() {
        InetAddress[] found = {InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress()};

        NameLookup lookup = new NameLookup(TestRecords.lookup(NAME, found, null));

        assertThat(lookup.name).isEqualTo(NAME);
        assertThat(lookup.results).isEqualTo(2);
        assertThat(lookup.hasFailed()).isFalse();
        assertThat(lookup.endedAt).isGreaterThanOrEqualTo(lookup.startedAt);
    }

    @Test
    void saysWhyItFailed() {
        assertThat(errorOf(NAME + ": Name or service not known")).isEqualTo("host_not_found");
        assertThat(errorOf(NAME + ": " + NAME + ": No address associated with hostname"))
                .isEqualTo("host_not_found");
        assertThat(errorOf(NAME + ": Temporary failure in name resolution")).isEqualTo("try_again");
        assertThat(errorOf(NAME + ": Der Name oder der Dienst ist nicht bekannt"))
                .isEqualTo("name_resolution_error");
        assertThat(errorOf("")).isEqualTo("name_resolution_error");
    }

    private static String errorOf(String message) {
        return new NameLookup(TestRecords.lookup(NAME, null, message)).errorType;
    }
}
