package io.sockspan.bench.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;

/** What Linux reports about this process (proc(5)). */
final class Proc {
    private Proc() {}

    /** A value of {@code /proc/self/status} that is in kB, in bytes; 0 where there is none. */
    static long bytes(String name) {
        try {
            for (String line : Files.readAllLines(Paths.get("/proc/self/status"), StandardCharsets.UTF_8)) {
                if (line.startsWith(name + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException notOnThisSystem) {
            // Reported as 0.
        }
        return 0;
    }
}
