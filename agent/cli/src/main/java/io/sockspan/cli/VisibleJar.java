package io.sockspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The agent's jar at a path where a JVM can read it. A JVM in a container has other directories, and another user's may not be allowed to
 * read this one's: then it gets a copy, for as long as it takes to load it; an open file can be read when it has no name any more. The
 * copy's path follows from what is in the jar, since the JVM looks there again when the agent is attached again.
 */
final class VisibleJar implements Closeable {
    private static final String PLACE = "/tmp";

    /** As the JVM sees it. */
    final String pathInside;
    /** Null if it is no copy. */
    private final Path copy;

    private VisibleJar(String pathInside, Path copy) {
        this.pathInside = pathInside;
        this.copy = copy;
    }

    /** @throws Failure if it cannot be made visible to the JVM */
    static VisibleJar of(Path jar, Jvm target) {
        try {
            return isVisible(jar, target) ? new VisibleJar(jar.toString(), null) : copy(jar, target);
        } catch (IOException e) {
            throw new Failure("JVM " + target + " cannot read " + jar + ", and no copy could be made in its " + PLACE
                    + ": " + Mailbox.reason(e));
        }
    }

    private static boolean isVisible(Path jar, Jvm target) throws IOException {
        Path seen = target.root().resolve(jar.toString().substring(1));
        return Files.exists(seen) && Files.isSameFile(seen, jar) && (!target.isForeign() || isForEverybody(jar));
    }

    private static boolean isForEverybody(Path jar) throws IOException {
        if (!Files.getPosixFilePermissions(jar).contains(PosixFilePermission.OTHERS_READ)) {
            return false;
        }
        for (Path directory = jar.getParent(); directory != null; directory = directory.getParent()) {
            if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static VisibleJar copy(Path jar, Jvm target) throws IOException {
        byte[] content = Files.readAllBytes(jar);
        CRC32 sum = new CRC32();
        sum.update(content);
        String inside = PLACE + "/sockspan-agent-" + Long.toHexString(sum.getValue());
        Path directory = target.root().resolve(inside.substring(1));
        Set<PosixFilePermission> permissions =
                PosixFilePermissions.fromString(target.isForeign() ? "rwx--x--x" : "rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions));
        } catch (FileAlreadyExistsException e) {
            refuseStrange(directory);
        }
        Files.setPosixFilePermissions(directory, permissions);
        Path file = directory.resolve("sockspan-agent.jar");
        VisibleJar copy = new VisibleJar(inside + "/sockspan-agent.jar", file);
        try {
            Path part = Files.createTempFile(directory, "copy", ".part");
            try {
                Files.write(part, content);
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | RuntimeException e) {
            copy.close();
            throw e;
        }
        return copy;
    }

    /** In a directory for everybody somebody else may have put something in our place, for the JVM to run it. */
    private static void refuseStrange(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || Proc.uid(directory) != Proc.uid(Proc.of(Proc.self()))) {
            throw new IOException(directory + " is there already and belongs to somebody else");
        }
    }

    @Override
    public void close() {
        if (copy != null) {
            try {
                Files.deleteIfExists(copy);
                Files.deleteIfExists(copy.getParent());
            } catch (IOException e) {
                // Another run has its copy there, or the JVM is gone, and /proc/PID/root with it.
            }
        }
    }
}
