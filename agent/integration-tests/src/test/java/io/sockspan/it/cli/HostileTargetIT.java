package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.Container;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root looks at JVMs whose users want to gain something by it. What is root's stays as it is. */
class HostileTargetIT {
    /** {@code .ci/run} asks for 200. */
    private static final int TRIES = Integer.getInteger("sockspan.it.attacks", 10);

    private static final int NOBODY = 65534;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    @TempDir
    private Path directory;

    /** What root would be led to: it has the names that root changes. */
    private Path prey;
    /** The attacker's own directory, which is its /tmp. */
    private Path tmp;

    @BeforeEach
    void setTheTrap() throws IOException {
        assumeTrue(Container.isRoot(), "needs root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        prey = Files.createDirectory(directory.resolve("prey"));
        Files.createDirectory(prey.resolve("in"));
        Files.createDirectory(prey.resolve("out"));
        Files.writeString(prey.resolve("sockspan-agent.jar"), "root's own");
        tmp = Files.createDirectory(directory.resolve("tmp"));
        Files.setAttribute(tmp, "unix:uid", NOBODY);
    }

    /** The attack that handed over directories of root's: a namespace of the user's own, and a swap at the right moment. */
    @Test
    void anOwnNamespaceOfTheUsersGainsNothing() throws IOException {
        attack(inItsOwnTmp(), with(AS_NOBODY, mounted("unshare", "--user", "--map-root-user", "--mount")));
    }

    /** The same where the namespace was made by somebody who could, such as a service manager, and is not left alone for that. */
    @Test
    void aNamespaceThatRootHasMadeGainsNothing() throws IOException {
        attack(inItsOwnTmp(), with(mounted("unshare", "--mount"), AS_NOBODY.toArray(new String[0])));
    }

    /** In /tmp itself, which all users share, nobody can swap what is another's; the attacker's own is its own affair. */
    @Test
    void theCommonDirectoryGainsNothing() throws IOException {
        attack(Path.of(TargetJvm.property("sockspan.it.apps")), AS_NOBODY.toArray(new String[0]));
    }

    /** Its /tmp hides what stands below the common one, the attacker's classes perhaps among it: they go along. */
    private Path inItsOwnTmp() throws IOException {
        Path apps = Path.of(TargetJvm.property("sockspan.it.apps"));
        try (var files = Files.walk(apps)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = tmp.resolve("apps").resolve(apps.relativize(file));
                Files.copy(file, copy);
                Files.setAttribute(copy, "unix:uid", NOBODY);
            }
        }
        return Path.of("/tmp/apps");
    }

    private void attack(Path apps, String[] prefix) throws IOException {
        Map<String, String> before = state(prey);
        try (RunningJvm jvm = TargetJvm.of(Jdks.current())
                .through(prefix)
                .appAt(apps, "Attacker", prey.toString())
                .start()
                .awaitDone()) {
            CommandLine sockspan = CommandLine.on(Jdks.current());
            for (int i = 0; i < TRIES; i++) {
                CommandLine.Result result = sockspan.run("leaks", jvm.pid());
                assertThat(state(prey)).as("after try " + i + ": " + result).isEqualTo(before);
            }
            assertThat(rootsOwn(tmp)).as("left to the attacker").isEmpty();
        }
    }

    /** The JVM sees its /tmp as a link, whose target this side would look for in its own tree. */
    @Test
    void aTmpThatIsALinkIsNotFollowed() throws IOException {
        Files.setPosixFilePermissions(prey, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> before = state(prey);
        try (RunningJvm jvm = TargetJvm.of(Jdks.current())
                .through(changedRoot())
                .appAt(Container.APPS, "Hello")
                .start()
                .awaitDone()) {
            assertThat(CommandLine.on(Jdks.current()).run("leaks", jvm.pid()).refusal())
                    .contains("its /tmp is a link");
            assertThat(state(prey)).isEqualTo(before);
            jvm.ask("echo", "^app: echo$");
            assertThat(jvm.out()).as(jvm.describe("stdout")).allMatch(line -> line.startsWith("app: "));
        }
    }

    /** A tree of its own, with the system's directories and a /tmp that leads to the prey, by a path that is not in it. */
    private String[] changedRoot() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        String script = "set -e; r=" + root
                + "; mount -t tmpfs none $r; chmod 755 $r; mkdir $r/usr $r/etc $r/proc $r/dev $r/mnt;"
                + " for d in usr etc proc dev; do mount --rbind /$d $r/$d; done;"
                + " for l in bin sbin lib lib64; do cp -a /$l $r/$l; done;"
                + " mount --bind '" + TargetJvm.property("sockspan.it.apps") + "' $r/mnt; ln -s " + prey + " $r/tmp;"
                + " exec chroot --userspec=" + NOBODY + ":" + NOBODY + " $r \"$@\"";
        return new String[] {"unshare", "--mount", "sh", "-c", script, "sh"};
    }

    private String[] mounted(String... unshare) {
        List<String> command = new ArrayList<>(List.of(unshare));
        command.addAll(List.of("sh", "-c", "mount --bind " + tmp + " /tmp && exec \"$@\"", "sh"));
        return command.toArray(new String[0]);
    }

    private static String[] with(List<String> first, String... rest) {
        List<String> command = new ArrayList<>(first);
        command.addAll(List.of(rest));
        return command.toArray(new String[0]);
    }

    private static String[] with(String[] first, String... rest) {
        return with(List.of(first), rest);
    }

    /** Owner, group, mode and content of all that is below a directory. */
    private static Map<String, String> state(Path directory) throws IOException {
        Map<String, String> state = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return visitFile(path, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                Map<String, Object> unix = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
                state.put(
                        directory.relativize(path).toString(),
                        new TreeMap<>(unix) + (attributes.isRegularFile() ? Files.readString(path) : ""));
                return FileVisitResult.CONTINUE;
            }
        });
        return state;
    }

    private static List<Path> rootsOwn(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if ((int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
