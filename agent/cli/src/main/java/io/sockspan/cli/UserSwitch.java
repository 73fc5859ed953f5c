package io.sockspan.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts this command's jar again as another user. That process has none of root's rights: another user and group, no capability and no way
 * to gain one, no supplementary groups, no terminal, and none of this process's descriptors except three pipes.
 */
final class UserSwitch {
    private static final Path TMP = Paths.get("/tmp");

    private UserSwitch() {}

    /** @param directory a directory of root's own that everybody may traverse */
    static Process start(Jvm target, Build build, Path directory, boolean more) throws IOException {
        Credentials user = Credentials.of(target.pid);
        Path java = Paths.get(System.getProperty("java.home"), "bin", "java");
        if (!VisibleJar.isForEverybody(java)) {
            throw new IOException(
                    "user " + target.user + " may not run " + java + "; use a Java that everybody may run");
        }
        List<String> command = new ArrayList<>(Arrays.asList(
                // Whoever shares a terminal with root can type on it (TIOCSTI).
                "setsid",
                "setpriv",
                "--reuid=" + user.user,
                "--regid=" + user.group,
                "--clear-groups",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--no-new-privs",
                java.toString(),
                // Short-lived, and not to be listed as one more JVM of the user's.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-jar",
                VisibleJar.forEverybody(build.jar.toPath(), directory).toString()));
        command.addAll(SessionAsUser.arguments(target, more));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG"));
        return builder.start();
    }

    /** Creates a directory for a copy of the jar, which only root may write to. */
    static Path directory() throws IOException {
        ExchangePlace.requireTrusted(TMP);
        Path directory = Files.createTempDirectory(TMP, "sockspan-jar-");
        // The directory belongs to this process's user, and nobody else can replace it where it is.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        return directory;
    }
}
