package io.sockspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/** The agent's jar at a path where a given reader can read it. */
final class VisibleJar {
    private static final String NAME = "sockspan-agent.jar";

    private VisibleJar() {}

    /**
     * For a JVM of this process's user. One with other directories gets a copy in the session's private directory, which goes with the
     * session: the JVM keeps the file open, and the command line says where the jar is each time that it is needed.
     *
     * @return its path as the JVM sees it
     */
    static String forJvm(Path jar, Jvm target, ExchangePlace place) throws IOException {
        Path seen = target.root().resolve(jar.toString().substring(1));
        if (Files.exists(seen) && Files.isSameFile(seen, jar)) {
            return jar.toString();
        }
        Files.copy(jar, place.mailbox.directory().resolve(NAME));
        return place.pathInside + "/" + NAME;
    }

    /**
     * For any user of this machine.
     *
     * @param directory a new one of this user's own, for a copy
     */
    static Path forEverybody(Path jar, Path directory) throws IOException {
        if (isForEverybody(jar)) {
            return jar;
        }
        Path copy = Files.copy(jar, directory.resolve(NAME));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        return copy;
    }

    /** Whether everybody may read it and traverse the directories above it. */
    static boolean isForEverybody(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)) {
            return false;
        }
        for (Path directory = real.getParent(); directory != null; directory = directory.getParent()) {
            if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
