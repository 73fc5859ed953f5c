package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastLookupTest {
    private static final String NAME = "orders.example";

    private final InetAddress first = address(1);
    private final InetAddress second = address(2);

    @BeforeEach
    void start() {
        TestRecorder.start(new ThreadGroup("agent"), 16, 0, 0);
    }

    @AfterEach
    void stop() {
        // Other tests run on this thread.
        LastLookup.take(first, System.nanoTime());
        TestRecorder.stop();
    }

    @Test
    void leadsToTheFirstConnectToOneOfItsAddresses() {
        DnsLookup lookup = found();

        DnsLookup taken = LastLookup.take(second, lookup.endedAt());
        assertThat(taken).isSameAs(lookup);
        assertThat(taken.name).isEqualTo(NAME);
        assertThat(taken.results()).isEqualTo(2);
        assertThat(taken.failure()).isNull();
        assertThat(LastLookup.take(first, lookup.endedAt()))
                .as("a second connect")
                .isNull();
    }

    /** The same address may have been found by another lookup, long ago or by another thread. */
    @Test
    void doesNotLeadToAnAddressThatIsOnlyEqual() {
        DnsLookup lookup = found();

        assertThat(LastLookup.take(address(1), lookup.endedAt())).isNull();
        assertThat(LastLookup.take(first, lookup.endedAt())).isSameAs(lookup);
    }

    @Test
    void doesNotLeadToAConnectThatComesMuchLater() {
        DnsLookup lookup = found();

        assertThat(LastLookup.take(first, lookup.endedAt() + LastLookup.SOON + 1))
                .isNull();
        assertThat(LastLookup.take(first, lookup.endedAt() + LastLookup.SOON)).isSameAs(lookup);
    }

    @Test
    void doesNotLeadToAConnectOfAnotherThread() throws InterruptedException {
        DnsLookup lookup = found();
        DnsLookup[] taken = {lookup};
        Thread other = new Thread(() -> taken[0] = LastLookup.take(first, lookup.endedAt()));
        other.start();
        other.join();

        assertThat(taken[0]).isNull();
    }

    @Test
    void aFailureLeadsToTheConnectThatFailsForIt() {
        DnsLookup lookup = DnsHooks.entered(NAME);
        DnsHooks.ended(lookup, null, new UnknownHostException(NAME + ": Name or service not known"));

        assertThat(LastLookup.takeFailed("other.example", lookup.endedAt())).isNull();
        assertThat(LastLookup.take(first, lookup.endedAt())).isNull();
        assertThat(LastLookup.takeFailed(NAME, lookup.endedAt())).isSameAs(lookup);
        assertThat(lookup.failure()).contains("not known");
        assertThat(lookup.results()).isZero();
    }

    @Test
    void asksNoExceptionOfTheApplication() {
        DnsLookup lookup = DnsHooks.entered(NAME);
        DnsHooks.ended(lookup, null, new RuntimeException() {
            @Override
            public String getMessage() {
                throw new AssertionError();
            }
        });

        assertThat(LastLookup.takeFailed(NAME, lookup.endedAt()).failure()).isEmpty();
    }

    @Test
    void nothingIsRecordedWhileTheAgentIsOff() {
        TestRecorder.stop();

        assertThat(DnsHooks.entered(NAME)).isNull();
    }

    private DnsLookup found() {
        DnsLookup lookup = DnsHooks.entered(NAME);
        DnsHooks.ended(lookup, new InetAddress[] {first, second}, null);
        return lookup;
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(NAME, new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
