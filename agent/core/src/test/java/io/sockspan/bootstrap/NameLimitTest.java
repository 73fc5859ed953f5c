package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NameLimitTest {
    private static final String LONG = "x".repeat(100_000);

    @Test
    void leavesUsualNamesAlone() {
        String name = "http-nio-8080-exec-4";

        assertThat(NameLimit.bounded(name)).isSameAs(name);
        assertThat(NameLimit.bounded(null)).isNull();
    }

    @Test
    void boundsTheNamesThatAreKeptForEachSocket() throws InterruptedException {
        AtomicReference<SocketRecord> record = new AtomicReference<>();
        Thread thread = new Thread(
                () -> record.set(
                        new SocketRecord(new FileDescriptor(), new ReferenceQueue<>(), 1, 1, 0, (CallSite) null)),
                LONG);
        thread.start();
        thread.join();

        assertThat(record.get().thread)
                .hasSize(NameLimit.LONGEST)
                .startsWith("xxx")
                .endsWith("\u2026");
        assertThat(new UnresolvedPeer(LONG, 80, null, null).name).hasSize(NameLimit.LONGEST);
    }
}
