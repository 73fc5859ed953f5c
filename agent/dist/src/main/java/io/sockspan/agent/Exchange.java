package io.sockspan.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * The private directory through which the command line and the agent talk; the command line makes it and takes it away. In it are {@code
 * in}, which only the command line writes, and {@code out}, which only this side does. Question {@code n} is a file {@code in/n}, its
 * answer are the files {@code out/n.text} and, when that is complete, {@code out/n}.
 *
 * <p>Both {@code in/n} and {@code out/n} hold {@link Properties}. Whatever else changes from version to version, {@code version} is in
 * both, so that each side can tell whether it understands the other.
 */
final class Exchange {
    private final Path in;
    private final Path out;

    Exchange(String directory) {
        this.in = new File(directory, "in").toPath();
        this.out = new File(directory, "out").toPath();
    }

    /** Whether the command line still has it. */
    boolean exists() {
        return Files.isDirectory(out, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(in, LinkOption.NOFOLLOW_LINKS);
    }

    boolean isAsked(int number) {
        return Files.exists(in.resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS);
    }

    Properties question(int number) throws IOException {
        Properties question = new Properties();
        try (InputStream file = Files.newInputStream(in.resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS)) {
            question.load(file);
        }
        return question;
    }

    void answer(int number, Properties answer, String text) throws IOException {
        Path part = out.resolve(number + ".part");
        try {
            write(out.resolve(number + ".text"), text.getBytes(StandardCharsets.UTF_8));
            try (OutputStream file = create(part)) {
                answer.store(file, null);
            }
            // By way of another name: who sees the answer sees all of it.
            Files.move(part, out.resolve(String.valueOf(number)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The disk may be full; half an answer is none.
            Files.deleteIfExists(part);
            Files.deleteIfExists(out.resolve(number + ".text"));
            throw e;
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (OutputStream stream = create(file)) {
            stream.write(content);
        }
    }

    private static OutputStream create(Path file) throws IOException {
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Takes away what a command line has left that was killed; what belongs to another user stays. */
    void clear() {
        clear(out);
        clear(in);
        delete(in.getParent());
    }

    private static void clear(Path directory) {
        File[] files = directory.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                delete(file.toPath());
            }
        }
        delete(directory);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException notOurs) {
            // Of root, for instance; nobody reads it any more.
        }
    }
}
