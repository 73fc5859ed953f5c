package io.sockspan.leak;

import io.sockspan.track.TestSocket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Suspects that a test makes up. */
public final class TestSuspects {
    public static final String FINGERPRINT = "3f9a1c7e";

    private TestSuspects() {}

    /** With the default limit. */
    public static Suspect suspect(LeakKind kind, long since, TestSocket... sockets) {
        return suspect(kind, since, 0, sockets);
    }

    public static Suspect suspect(LeakKind kind, long since, long retracted, TestSocket... sockets) {
        long limit =
                kind == LeakKind.IDLE ? 300_000_000_000L : LeakLimits.defaults().of(kind);
        return new Suspect(
                FINGERPRINT,
                kind,
                Arrays.stream(sockets).map(TestSocket::snapshot).collect(Collectors.toList()),
                sockets.length + retracted,
                retracted,
                limit,
                since,
                null);
    }

    public static Suspect descriptors(String... lines) {
        return new Suspect(
                Fingerprints.OF_PROCESS,
                LeakKind.DESCRIPTORS,
                null,
                List.of(),
                1,
                1,
                0,
                0,
                0,
                String.join("\n", lines));
    }
}
