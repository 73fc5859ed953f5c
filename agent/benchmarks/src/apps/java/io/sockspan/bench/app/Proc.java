package io.sockspan.bench.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** What Linux reports about this process (proc(5)). */
final class Proc {
    /** USER_HZ, which is 100 on each architecture that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

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

    /**
     * The processor time in seconds of the live threads with such names; 0 where there are none. Linux keeps the first 15 characters of a name.
     *
     * @param name a regular expression
     */
    static double cpu(String name) {
        double ticks = 0;
        File[] tasks = new File("/proc/self/task").listFiles();
        for (File task : tasks == null ? new File[0] : tasks) {
            try {
                ticks += ticks(task.toPath(), name);
            } catch (IOException ended) {
                // Between the two reads.
            }
        }
        return ticks / TICKS_A_SECOND;
    }

    private static double ticks(Path task, String name) throws IOException {
        String stat = new String(Files.readAllBytes(task.resolve("stat")), StandardCharsets.UTF_8);
        int end = stat.lastIndexOf(')');
        if (!stat.substring(stat.indexOf('(') + 1, end).matches(name)) {
            return 0;
        }
        // The state is the third field; utime and stime are the fourteenth and the fifteenth.
        String[] fields = stat.substring(end + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
