package io.sockspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * The files that the JDK's attach needs for a JVM with a /tmp of its own. One is a link to the JVM's socket: the JDK looks for it in its
 * own /tmp unless the JVM has another process id inside its container. The other is {@code .attach_pidN} in the JVM's /tmp: without it the
 * JVM prints all its stacks on the signal. The JDK creates that file in the JVM's working directory, where the JVM's user may have no
 * permission, or else in its own /tmp (HotSpot's {@code attachListener_posix.cpp}, the JDK's {@code VirtualMachineImpl}).
 *
 * <p>A file that already has the link's name is moved aside until the end: a killed JVM leaves its socket behind, and the next JVM with its
 * process id removes such a socket in its own /tmp only.
 */
final class AttachFiles implements Closeable {
    private static final AttachFiles NONE = new AttachFiles(null, null, null);

    private final Path link;
    private final Path aside;
    private final Path trigger;

    private AttachFiles(Path link, Path aside, Path trigger) {
        this.link = link;
        this.aside = aside;
        this.trigger = trigger;
    }

    /**
     * Creates the files if they are needed.
     *
     * @throws Failure if the JVM would not recognize the signal as an attach
     */
    static AttachFiles of(Jvm target) {
        try {
            if (!target.hasOwnTmp()) {
                return NONE;
            }
        } catch (IOException e) {
            // The JVM has just ended; the JDK will report that.
            return NONE;
        }
        Path tmp = target.root().resolve("tmp");
        Path socket = tmp.resolve(".java_pid" + target.idInside);
        Path trigger = Files.exists(socket, LinkOption.NOFOLLOW_LINKS) ? null : trigger(target, tmp);
        Path link = target.idInside == target.pid
                ? Paths.get("/tmp", socket.getFileName().toString())
                : null;
        Path aside = null;
        if (link != null) {
            try {
                aside = putAside(link);
                Files.createSymbolicLink(link, socket);
            } catch (IOException e) {
                // Somebody else's file is there, or /tmp is not writable; the JDK will report what it misses.
                link = null;
            }
        }
        return new AttachFiles(link, aside, trigger);
    }

    private static Path trigger(Jvm target, Path tmp) {
        Path trigger = tmp.resolve(".attach_pid" + target.idInside);
        try {
            return Files.createFile(trigger);
        } catch (FileAlreadyExistsException fromAnother) {
            return null;
        } catch (IOException e) {
            throw new Failure(
                    "nothing was attached to JVM " + target + ": in its /tmp no file could be made: " + Reasons.of(e));
        }
    }

    private static Path putAside(Path link) throws IOException {
        return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                ? Files.move(link, link.resolveSibling(link.getFileName() + ".sockspan-" + Proc.self()))
                : null;
    }

    @Override
    public void close() {
        delete(trigger);
        delete(link);
        try {
            if (aside != null) {
                Files.move(
                        aside,
                        aside.resolveSibling(aside.getFileName().toString().replaceAll("\\.sockspan-.*", "")));
            }
        } catch (IOException e) {
            // Somebody else has removed it.
        }
    }

    private static void delete(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The JVM may be gone, and /proc/PID/root with it.
        }
    }
}
