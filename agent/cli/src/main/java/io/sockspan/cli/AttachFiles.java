package io.sockspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * What the JDK's attach needs where a JVM has a /tmp of its own: a link to the JVM's socket, which the JDK looks for in its own /tmp unless
 * the JVM has another process id inside of its container; and the file {@code .attach_pidN} in the JVM's /tmp, without which the JVM takes
 * the signal for a wish to see all its stacks. The JDK makes that file in the JVM's working directory, where its user may not be allowed
 * to, and then in its own /tmp (HotSpot's {@code attachListener_posix.cpp}, the JDK's {@code VirtualMachineImpl}).
 *
 * <p>What has the link's name already is put aside until the end: a JVM that was killed leaves its socket, and the next one with its process
 * id removes such a socket in its own /tmp only.
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
     * Makes them if there is need.
     *
     * @throws Failure if the JVM would not know what the signal means
     */
    static AttachFiles of(Jvm target) {
        try {
            if (!target.hasOwnTmp()) {
                return NONE;
            }
        } catch (IOException e) {
            // The JVM has just ended, which the JDK will find out.
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
                // Somebody else's is there, or /tmp may not be written to: the JDK will say what it misses.
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
