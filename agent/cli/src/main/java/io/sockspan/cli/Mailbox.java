package io.sockspan.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The private directory through which this command and the agent in a JVM talk; {@code io.sockspan.agent.Exchange} is the other side and
 * says what is in it. Only the JVM's user can look into it. Where that is another user than this one, which is root then, what root writes
 * into stays root's own, so that the other user cannot lead root elsewhere.
 */
final class Mailbox implements Closeable {
    /** Where a JVM and this command can both make files, most likely first; as the JVM sees it. */
    private static final String[] PLACES = {"/tmp", "/var/tmp", "/dev/shm"};

    private final Path directory;
    /** The same directory as the JVM sees it. */
    final String pathInside;

    private final int owner;
    private final boolean foreign;

    private Mailbox(Jvm target, String place) throws IOException {
        Path inside = target.root().resolve(place.substring(1));
        Path here = Paths.get(place);
        // What is the same here is named so: when the JVM ends, its /proc/PID/root goes, and the directory would stay.
        Path parent = Files.isDirectory(here) && Files.isSameFile(inside, here) ? here : inside;
        this.owner = Proc.uid(Proc.of(target.pid));
        this.foreign = target.isForeign();
        this.directory = Files.createTempDirectory(parent, "sockspan-");
        this.pathInside = place + "/" + directory.getFileName();
        try {
            Files.createDirectory(
                    in(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(
                    out(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (foreign) {
                give(out());
                Files.setPosixFilePermissions(in(), PosixFilePermissions.fromString("rwx--x--x"));
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            }
            // A full disk still lets directories be made.
            Path probe = in().resolve("probe");
            write(probe, out -> out.write(new byte[4096]));
            Files.delete(probe);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @throws Failure if there is no place for it */
    static Mailbox open(Jvm target) {
        List<String> problems = new ArrayList<>();
        for (String place : PLACES) {
            try {
                return new Mailbox(target, place);
            } catch (IOException e) {
                problems.add(place + ": " + reason(e));
            }
        }
        throw new Failure("found no directory in which JVM " + target + " and this command can exchange files ("
                + String.join("; ", problems) + ")");
    }

    void ask(int number, Properties question) {
        Path part = in().resolve(number + ".part");
        try {
            write(part, out -> question.store(out, null));
            if (foreign) {
                give(part);
            }
            Files.move(part, in().resolve(String.valueOf(number)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Failure("could not write to " + directory + ": " + reason(e));
        }
    }

    boolean isAnswered(int number) {
        return Files.exists(out().resolve(String.valueOf(number)), LinkOption.NOFOLLOW_LINKS);
    }

    Properties answer(int number) {
        Properties answer = new Properties();
        try (InputStream file = read(String.valueOf(number))) {
            answer.load(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("could not read the agent's answer: " + reason(e));
        }
        return answer;
    }

    /** The text of an answer, which is then done with. */
    String takeText(int number) {
        Path file = out().resolve(number + ".text");
        try (InputStream in = read(number + ".text")) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                text.write(buffer, 0, count);
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(out().resolve(String.valueOf(number)));
            Files.deleteIfExists(in().resolve(String.valueOf(number)));
            return new String(text.toByteArray(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure("could not read the agent's answer: " + reason(e));
        }
    }

    /** Takes it away; what the agent is still writing it takes away itself. */
    @Override
    public void close() {
        clear(in());
        clear(out());
        delete(directory);
    }

    private Path in() {
        return directory.resolve("in");
    }

    private Path out() {
        return directory.resolve("out");
    }

    private InputStream read(String name) throws IOException {
        return Files.newInputStream(out().resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes to a stream. */
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private static void write(Path file, Content content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.write(out);
        }
    }

    private void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void clear(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                delete(file);
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // Then there is nothing to be cleared.
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

    /** What the system says of it. */
    static String reason(Exception e) {
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
