package io.sockspan.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process prints, in a file: nobody has to read it while it runs. */
final class Output implements AutoCloseable {
    private static final long LIMIT_MILLIS = 30_000;
    private static final long PAUSE_MILLIS = 20;

    final Path file;

    Output() throws IOException {
        file = Files.createTempFile("sockspan-bench", ".out");
    }

    String text() throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** Waits for a line that begins so, and returns the rest of it. */
    String await(String beginning, Process process) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_MILLIS * 1_000_000 && process.isAlive()) {
            String text = text();
            // The last line may be half there.
            String line = text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(each -> each.startsWith(beginning))
                    .findFirst()
                    .orElse(null);
            if (line != null) {
                return line.substring(beginning.length());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException("the process did not say \"" + beginning.trim() + "\"");
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
