package io.sockspan.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Leads the JDK to the socket on which a JVM takes those who attach. The JDK looks for it in its own /tmp unless the JVM has another process
 * id inside of its container; a JVM with a /tmp of its own and the same process ids everywhere would not be found.
 */
final class SocketLink implements Closeable {
    private final Path link;

    private SocketLink(Path link) {
        this.link = link;
    }

    /** Makes it if there is need; if that is not possible, the JDK will say what it misses. */
    static SocketLink to(Jvm target) {
        Path link = Paths.get("/tmp/.java_pid" + target.pid);
        try {
            if (target.idInside == target.pid && target.hasOwnTmp()) {
                Files.createSymbolicLink(link, target.root().resolve("tmp/" + link.getFileName()));
                return new SocketLink(link);
            }
        } catch (IOException e) {
            // It is there, or /tmp may not be written to.
        }
        return new SocketLink(null);
    }

    @Override
    public void close() {
        try {
            if (link != null) {
                Files.deleteIfExists(link);
            }
        } catch (IOException e) {
            // Somebody else has taken it away.
        }
    }
}
