package io.sockspan.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All lines of one output stream of a process, read by a thread of its own, so that the process never blocks on its output. */
public final class Output {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    public Output(String name, InputStream in) {
        reader = new Thread(() -> readAll(in), name);
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream in) {
        try (BufferedReader source = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = source.readLine(); line != null; line = source.readLine()) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            // A killed process may end in the middle of a line.
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public synchronized int size() {
        return lines.size();
    }

    /** The first match in the lines from that index on; empty if the time or the stream ends first. */
    public synchronized Optional<Matcher> await(Pattern pattern, int from, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int next = from; ; ) {
            for (; next < lines.size(); next++) {
                Matcher matcher = pattern.matcher(lines.get(next));
                if (matcher.find()) {
                    return Optional.of(matcher);
                }
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || millis <= 0) {
                return Optional.empty();
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException("interrupted while waiting for " + pattern, e));
            }
        }
    }

    /** Waits until the stream has ended and was read completely. */
    public void awaitEnd() throws InterruptedException {
        reader.join();
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
