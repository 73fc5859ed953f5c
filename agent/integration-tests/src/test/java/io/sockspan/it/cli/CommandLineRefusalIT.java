package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.Container;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be done is refused in one line, with exit code 2, and does no harm. */
class CommandLineRefusalIT {
    private static final String[] AS_NOBODY = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus | Unknown command: 'bogus'; sockspan --help says what is right",
                "leaks 1 https://u:s3cret@host/ | Unexpected argument: 'https...'; sockspan leaks --help says what is right",
                "leaks 1 --token=s3cret | Unknown option: '--token...'; sockspan leaks --help says what is right",
                "attach otel.exporter.otlp.headers=a=s3cret | no JVM's main class or jar has \"otel.exporter.otlp.headers...\" in"
                        + " its name; sockspan list shows them",
                "attach 1 leak.close_wait=s3cret | leak.close_wait=(not printed, as it may be a secret): expected duration from"
                        + " 1ms to 1000h, or off",
                "sockets | Missing required parameter: 'PID'; sockspan sockets --help says what is right",
                "leaks 1 --bogus | Unknown option: '--bogus'; sockspan leaks --help says what is right",
                "sockets 1 --port x | Invalid value for option '--port': expected a port from 0 to 65535, and not \"x\"; sockspan"
                        + " sockets --help says what is right",
                "leaks 1 --wait 999999999h | Invalid value for option '--wait': expected a duration up to 1000h, such as"
                        + " 250ms, 10s, 5m or 1h, and not \"999999999h\"; sockspan leaks --help says what is right",
                "leaks 2000000000 | there is no process 2000000000; sockspan list shows the JVMs",
                "leaks no.such.Main | no JVM's main class or jar has \"no.such.Main\" in its name; sockspan list shows them",
                "attach 1 leak.close_wait=x | leak.close_wait=x: expected duration from 1ms to 1000h, or off",
                "attach 1 leak.closewait=1s | leak.closewait: no such option; the nearest is leak.close_wait",
                "attach 1 x | x: expected key=value",
            })
    void refusesWhatIsNotRight(String arguments, String reason) {
        assertThat(CommandLine.on(Jdks.current())
                        .run((Object[]) arguments.split(" "))
                        .refusal())
                .isEqualTo("sockspan: " + reason);
    }

    @Test
    void refusesAProcessThatIsNoJvm() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "600").start();
        try {
            assertThat(CommandLine.on(Jdks.current()).run("leaks", sleep.pid()).refusal())
                    .isEqualTo("sockspan: process " + sleep.pid() + " (sleep) is no JVM; sockspan list shows the JVMs");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly();
        }
    }

    @ForEachJdk
    void refusesANameOfMoreThanOneJvm(Jdk jdk) {
        try (RunningJvm one = TargetJvm.of(jdk).app("Hello").start().awaitDone();
                RunningJvm other = TargetJvm.of(jdk).app("Hello").start().awaitDone()) {
            assertThat(CommandLine.on(jdk).run("leaks", "app.Hello").refusal())
                    .contains(one.pid() + " (io.sockspan.it.app.Hello)", other.pid() + " (io.sockspan.it.app.Hello)");
            unharmed(one);
            unharmed(other);
        }
    }

    @ForEachJdk
    void refusesAJvmThatLetsNobodyAttach(Jdk jdk) {
        for (String flag : List.of("-XX:+DisableAttachMechanism", "-Xrs")) {
            try (RunningJvm jvm =
                    TargetJvm.of(jdk).flag(flag).app("Hello").start().awaitDone()) {
                assertThat(CommandLine.on(jdk).run("attach", jvm.pid()).refusal())
                        .contains(flag);
                unharmed(jvm);
            }
        }
    }

    @ForEachJdk
    void refusesAJvmThatIsStopped(Jdk jdk) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Hello").start().awaitDone()) {
            signal("STOP", jvm);
            assertThat(CommandLine.on(jdk).run("attach", jvm.pid()).refusal()).contains("it is stopped", "kill -CONT");
            signal("CONT", jvm);
            unharmed(jvm);
        }
    }

    @ForEachJdk
    void saysThatTheJvmHasEndedMeanwhile(Jdk jdk) throws IOException {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Fragile", "halt").start().awaitDone()) {
            Set<Path> before = mailboxes();
            assertThat(CommandLine.on(jdk).run("attach", jvm.pid()).refusal()).endsWith("ended meanwhile");
            Set<Path> since = mailboxes();
            since.removeAll(before);
            // Commands of another build beside this one have theirs there, too, for as long as they last.
            await().atMost(Duration.ofMinutes(2)).until(() -> since.stream().noneMatch(Files::exists));
        }
    }

    @Test
    void givesUpOnAJvmThatStandsStill() {
        try (RunningJvm jvm =
                TargetJvm.of(Jdks.current()).app("Fragile", "stop").start().awaitDone()) {
            assertThat(CommandLine.on(Jdks.current()).run("attach", jvm.pid()).refusal())
                    .contains("did not answer within");
        }
    }

    @ForEachJdk
    void saysWhichUserItMustBe(Jdk jdk) throws IOException {
        assumeRoot();
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Hello").start().awaitDone()) {
            CommandLine nobody = CommandLine.on(jdk).jar(readableJar()).through(AS_NOBODY);
            assertThat(nobody.run("leaks", jvm.pid()).refusal())
                    .contains("it belongs to user root; run this as that user: sudo -u root");
            assertThat(nobody.run("list").ended(0).out()).contains(jvm.pid() + " ", "io.sockspan.it.app.Hello");
            unharmed(jvm);
        }
    }

    /** Java 8 prints all its stacks on the signal if another user asks it to let somebody attach. */
    @ForEachJdk
    void sendsNoSignalToAJvmWhoseUserItCannotBecome(Jdk jdk) throws IOException {
        assumeRoot();
        try (RunningJvm jvm =
                TargetJvm.of(jdk).through(AS_NOBODY).app("Hello").start().awaitDone()) {
            CommandLine another = CommandLine.on(jdk)
                    .jar(readableJar())
                    .through("setpriv", "--reuid=65533", "--regid=65533", "--clear-groups");
            assertThat(another.run("attach", jvm.pid()).refusal())
                    .endsWith("it belongs to user nobody; run this as that user: sudo -u nobody java -jar"
                            + " sockspan-agent.jar ...");
            // As in a container that has dropped the capability.
            CommandLine limitedRoot = CommandLine.on(Jdks.current()).through("setpriv", "--bounding-set=-setuid");
            assertThat(limitedRoot.run("attach", jvm.pid()).refusal())
                    .contains(
                            "no process could be run as that user (setpriv: ",
                            "; run this as that user: sudo -u nobody");
            CommandLine withoutTmp = CommandLine.on(Jdks.current()).through(Container.withReadOnlyTmp(directory));
            assertThat(withoutTmp.run("attach", jvm.pid()).refusal())
                    .endsWith("needs a directory in its own /tmp for that, and cannot make one (Read-only file system);"
                            + " mount a tmpfs there");
            unharmed(jvm);
        }
    }

    /** The agent itself needs no /tmp, and the way out is one: its report is there when the JVM has ended. */
    @ForEachJdk
    void saysWhatToDoAboutATmpThatCannotBeWrittenTo(Jdk jdk) {
        assumeRoot();
        Path report = directory.resolve("report.html");
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .through(Container.withReadOnlyTmp(directory))
                .agent("report.file=" + report)
                .app("Hello")
                .start()
                .awaitDone()) {
            assertThat(CommandLine.on(jdk).run("leaks", jvm.pid()).refusal())
                    .endsWith("it would have to make a socket in its /tmp, which cannot be written to;"
                            + " mount a tmpfs there, or start it with -javaagent and report.file");
            unharmed(jvm);
            assertThat(jvm.finish().hookFailures()).isZero();
        }
        assertThat(report).content().contains("0 sockets seen since the start").endsWith("</html>\n");
    }

    @ForEachJdk
    void saysThatAFileCannotBeWritten(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Hello").start().awaitDone()) {
            CommandLine sockspan = CommandLine.on(jdk);
            assertThat(sockspan.run("report", jvm.pid(), "-o", directory.resolve("none/report.html"))
                            .refusal())
                    .endsWith("its directory does not exist");
            assertThat(sockspan.run("report", jvm.pid(), "-o", directory).refusal())
                    .contains("is a directory");
            assumeRoot();
            assertThat(sockspan.through(Container.onAFullDisk(directory))
                            .run("report", jvm.pid(), "-o", directory.resolve("report.html"))
                            .refusal())
                    .endsWith("No space left on device");
        }
    }

    @Test
    void refusesAJvmWhoseDirectoriesAreFull() {
        assumeRoot();
        try (RunningJvm jvm = TargetJvm.of(Jdks.current())
                .through(Container.withFullDirectories())
                .appAt(Container.APPS, "Hello")
                .start()
                .awaitDone()) {
            assertThat(CommandLine.on(Jdks.current()).run("leaks", jvm.pid()).refusal())
                    .contains("/tmp: No space left on device", "/dev/shm: No space left on device");
            jvm.ask("echo", "^app: echo$");
        }
    }

    /** It answers, and has said nothing that it would not have said otherwise. */
    private static void unharmed(RunningJvm jvm) {
        jvm.ask("echo", "^app: echo$");
        assertThat(jvm.out()).as(jvm.describe("stdout")).allMatch(line -> line.startsWith("app: "));
        assertThat(jvm.err()).as(jvm.describe("stderr")).isEmpty();
    }

    private static Set<Path> mailboxes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
            return files.filter(file -> file.getFileName().toString().matches("sockspan-\\d+"))
                    .collect(Collectors.toSet());
        }
    }

    private static void signal(String name, RunningJvm jvm) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(jvm.pid())).start();
        assertThat(kill.waitFor(60, TimeUnit.SECONDS) && kill.exitValue() == 0).isTrue();
    }

    private static void assumeRoot() {
        assumeTrue(Container.isRoot(), "needs root");
    }

    /** The build's directories may be for one user only. */
    private Path readableJar() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.copy(Path.of(TargetJvm.property("sockspan.agent.jar")), directory.resolve("sockspan-agent.jar"));
    }
}
