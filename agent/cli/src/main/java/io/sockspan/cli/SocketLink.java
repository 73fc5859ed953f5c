package io.sockspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Leads the JDK to the socket on which a JVM takes those who attach. The JDK looks for it in its own /tmp unless the JVM has another process
 * id inside of its container; a JVM with a /tmp of its own and the same process ids everywhere would not be found.
 *
 * <p>What has the link's name already is put aside until the end: a JVM that was killed leaves its socket, and the next one with its process
 * id takes such a socket away in its own /tmp only.
 */
final class SocketLink implements Closeable {
    private static final SocketLink NONE = new SocketLink(null, null);

    private final Path link;
    private final Path aside;

    private SocketLink(Path link, Path aside) {
        this.link = link;
        this.aside = aside;
    }

    /** Makes it if there is need; if that is not possible, the JDK will say what it misses. */
    static SocketLink to(Jvm target) {
        try {
            if (target.idInside == target.pid && target.hasOwnTmp()) {
                String name = ".java_pid" + target.pid;
                return make(
                        Paths.get("/tmp", name), target.root().resolve("tmp").resolve(name));
            }
        } catch (IOException e) {
            // /tmp may not be written to, or the JVM has ended.
        }
        return NONE;
    }

    private static SocketLink make(Path link, Path socket) throws IOException {
        Path aside = null;
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(socket)) {
                return NONE;
            }
            aside = Files.move(link, link.resolveSibling(link.getFileName() + ".sockspan-" + Proc.self()));
        }
        SocketLink made = new SocketLink(link, aside);
        try {
            Files.createSymbolicLink(link, socket);
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            if (link != null) {
                Files.deleteIfExists(link);
            }
            if (aside != null) {
                Files.move(aside, link);
            }
        } catch (IOException e) {
            // Somebody else has taken it away.
        }
    }
}
