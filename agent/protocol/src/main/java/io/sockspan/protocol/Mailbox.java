package io.sockspan.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/**
 * The private directory through which the command line and the agent in a JVM exchange questions and answers. Both run as the same user,
 * and no other user can read it; the command line creates and removes it. Only the command line writes {@code in}, and only the agent
 * writes {@code out}. Question {@code n} is a file {@code in/n}; its answer are the files {@code out/n.text} and, once that is complete,
 * {@code out/n}.
 *
 * <p>Both {@code in/n} and {@code out/n} hold {@link Properties}. Whatever else changes from version to version, both contain {@code
 * version}, so that each side can decide whether it understands the other.
 */
public final class Mailbox {
    private static final int LONGEST_PROPERTIES = 1 << 20;
    private static final int LONGEST_TEXT = 256 << 20;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final Path in;
    private final Path out;

    private Mailbox(Path directory) {
        this.directory = directory;
        this.in = directory.resolve("in");
        this.out = directory.resolve("out");
    }

    /** The mailbox that the command line has created there. */
    public static Mailbox at(Path directory) {
        return new Mailbox(directory);
    }

    /** Creates a mailbox with a random name. For the command line. */
    public static Mailbox createIn(Path parent) throws IOException {
        Mailbox mailbox = new Mailbox(Files.createTempDirectory(parent, "sockspan-", PRIVATE));
        try {
            Files.createDirectory(mailbox.in, PRIVATE);
            Files.createDirectory(mailbox.out, PRIVATE);
            // On a full disk, directories can still be created.
            Path probe = mailbox.in.resolve("probe");
            write(probe, new byte[4096]);
            Files.delete(probe);
            return mailbox;
        } catch (IOException | RuntimeException e) {
            mailbox.clear();
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    /** Whether the command line has not removed it yet. */
    public boolean exists() {
        return Files.isDirectory(out, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(in, LinkOption.NOFOLLOW_LINKS);
    }

    /** For the command line. */
    public void ask(int number, Properties question) throws IOException {
        publish(in, number, question);
    }

    public boolean isAsked(int number) {
        return Files.exists(in.resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS);
    }

    public Properties question(int number) throws IOException {
        return properties(in.resolve(String.valueOf(number)));
    }

    /** For the agent. */
    public void answer(int number, Properties answer, String text) throws IOException {
        Path file = out.resolve(number + ".text");
        try {
            write(file, text.getBytes(StandardCharsets.UTF_8));
            publish(out, number, answer);
        } catch (IOException e) {
            // The disk may be full; half an answer is none.
            Files.deleteIfExists(file);
            throw e;
        }
    }

    public boolean isAnswered(int number) {
        return Files.exists(out.resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS);
    }

    public Properties answer(int number) throws IOException {
        return properties(out.resolve(String.valueOf(number)));
    }

    /** The text of an answer; removes the question and its answer. */
    public String takeText(int number) throws IOException {
        Path file = out.resolve(number + ".text");
        String text = new String(RegularFile.read(file, LONGEST_TEXT), StandardCharsets.UTF_8);
        Files.deleteIfExists(file);
        Files.deleteIfExists(out.resolve(String.valueOf(number)));
        Files.deleteIfExists(in.resolve(String.valueOf(number)));
        return text;
    }

    /** Removes the mailbox with all its files, as far as possible. */
    public void clear() {
        clear(in);
        clear(out);
        clear(directory);
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(RegularFile.read(file, LONGEST_PROPERTIES)));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return properties;
    }

    /** Writes under another name first: whoever sees the file sees all of it. */
    private static void publish(Path directory, int number, Properties properties) throws IOException {
        Path part = directory.resolve(number + ".part");
        try {
            try (OutputStream file = create(part)) {
                properties.store(file, null);
            }
            Files.move(part, directory.resolve(String.valueOf(number)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
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

    private static void clear(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                delete(file);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // Then there is nothing to clear.
        }
        delete(directory);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The JVM may be gone, and /proc/PID/root with it.
        }
    }
}
