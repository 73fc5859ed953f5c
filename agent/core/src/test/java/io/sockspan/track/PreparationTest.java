package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecords;
import org.junit.jupiter.api.Test;

class PreparationTest {
    /** After each timeout of a read the handshake goes on. */
    @Test
    void keepsTheHandshakeThatSucceedsAfterManyTimeouts() {
        Preparation preparation = new Preparation();
        for (int i = 0; i < 10; i++) {
            preparation.add(new TlsNegotiation(TestRecords.failedHandshake(i, i + 1, null, false, null, null)));
        }
        TlsNegotiation complete = new TlsNegotiation(TestRecords.handshake(0, 11, "TLSv1.3", false));
        preparation.add(complete);

        assertThat(preparation.negotiations()).hasSize(4).last().isSameAs(complete);
    }
}
