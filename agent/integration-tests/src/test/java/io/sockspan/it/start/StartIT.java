package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Ways to start the agent that are not the usual one, and what it and the application see of each other. */
class StartIT {
    private static final Path JAR = Path.of(TargetJvm.property("sockspan.agent.jar"));

    @ForEachJdk
    void applicationAndAgentDoNotSeeEachOther(Jdk jdk) {
        try (RunningJvm jvm = loaders(TargetJvm.of(jdk).agent()).start()) {
            assertStrangers(jvm);
            assertThat(jvm.err()).isEmpty();
        }
    }

    @ForEachJdk
    void doNotSeeEachOtherBehindAnotherSystemLoaderEither(Jdk jdk) {
        try (RunningJvm jvm = loaders(TargetJvm.of(jdk)
                        .agent() // Shared archives do not go with another system loader, and the JVM warns of it.
                        .flag("-Xshare:off", "-Djava.system.class.loader=io.sockspan.it.start.app.FrontLoader"))
                .start()) {
            assertStrangers(jvm);
        }
    }

    private static TargetJvm loaders(TargetJvm jvm) {
        return jvm.app(
                "Loaders",
                "io.sockspan.agent.Sockspan",
                "io.sockspan.runtime.Agent",
                "io.sockspan.shaded.com.google.gson.Gson",
                "io.opentelemetry.api.OpenTelemetry",
                "com.google.gson.Gson");
    }

    private static void assertStrangers(RunningJvm jvm) {
        AgentReport report = jvm.finish();
        assertThat(report.socketsSeen()).isEqualTo(3);
        assertThat(jvm.said("application"))
                .containsExactly(
                        "sees io.sockspan.agent.Sockspan",
                        "misses io.sockspan.runtime.Agent",
                        "misses io.sockspan.shaded.com.google.gson.Gson",
                        "misses io.opentelemetry.api.OpenTelemetry",
                        "misses com.google.gson.Gson");
        assertThat(jvm.said("agent"))
                .containsExactly(
                        "misses io.sockspan.it.start.app.Loaders",
                        "sees io.sockspan.runtime.Agent",
                        "misses resources");
    }

    @ForEachJdk
    void secondStartIsIgnoredWithALine(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent().agent().app("Churn", "50").start()) {
            assertThat(jvm.finish().socketsSeen()).isEqualTo(2 * 2 * 50 + 2);
            assertThat(jvm.err())
                    .containsExactly("sockspan: the agent runs in this JVM already; the second start is ignored");
        }
    }

    @ForEachJdk
    void startsFromAPathWithSpacesAndForeignLetters(Jdk jdk, @TempDir Path directory) throws IOException {
        Path jar =
                Files.createDirectory(directory.resolve("größe 100% #1 +äöü")).resolve("the agent.jar");
        Files.copy(JAR, jar);

        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agentAt(jar)
                .env("LC_ALL", "C.UTF-8")
                .app("Churn", "50")
                .start()) {
            assertThat(jvm.finish().socketsSeen()).isEqualTo(2 * 2 * 50 + 2);
            assertThat(jvm.err()).isEmpty();
        }
    }

    @ForEachJdk
    void worksUnderASecurityManagerThatGrantsTheAgentAll(Jdk jdk, @TempDir Path directory) throws IOException {
        try (RunningJvm jvm = guarded(
                        jdk,
                        directory,
                        "grant codeBase \"" + JAR.toUri() + "\" {" + " permission java.security.AllPermission; };")
                .start()) {
            AgentReport report = jvm.awaitDone().report();

            assertThat(jvm.awaitExit()).as(jvm.describe("exit code")).isZero();
            assertThat(report.socketsSeen()).isEqualTo(2 * 2 * 50 + 2);
            assertThat(report.hookFailures()).isZero();
            assertThat(jvm.out()).anyMatch(line -> line.contains("churned 100 failures 0"));
        }
    }

    @ForEachJdk
    void leavesAnApplicationAloneWhoseSecurityManagerGrantsTheAgentNothing(Jdk jdk, @TempDir Path directory)
            throws IOException {
        try (RunningJvm jvm = guarded(jdk, directory, "").start()) {
            jvm.awaitOut("churned 100 failures 0");
            assertThat(jvm.err()).anyMatch(line -> line.startsWith("sockspan: the agent could not start and is off"));
        }
    }

    /** The policy's own code may load the class that is just being woven (ClassCircularityError). */
    @ForEachJdk
    void securityManagerThatIsSetAtRunTimeHidesNoSocket(Jdk jdk, @TempDir Path directory) throws IOException {
        assumeTrue(jdk.version() <= 21, "no security manager can be set on this JDK");
        Path policy = directory.resolve("all.policy");
        Files.write(policy, List.of("grant { permission java.security.AllPermission; };"));
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent()
                .flag("-Djava.security.policy=" + policy)
                .flagSince(17, "-Djava.security.manager=allow")
                .app("LateGuard")
                .start()) {
            jvm.awaitDone();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jvm.report().open().size() == 3);
            await("hooks are in place").atMost(Duration.ofSeconds(30)).until(() -> {
                jvm.ask("again", "opened again");
                return jvm.report().open().stream()
                                .filter(socket -> !socket.adopted())
                                .count()
                        >= 2;
            });

            assertThat(jvm.finish().hookFailures()).isZero();
            assertThat(jvm.err()).noneMatch(line -> line.startsWith("sockspan:") || line.contains("Error"));
        }
    }

    /** Java 17 is the last that still takes one, with a warning. */
    private static TargetJvm guarded(Jdk jdk, Path directory, String forTheAgent) throws IOException {
        assumeTrue(jdk.version() <= 17, "no security manager on this JDK");
        Path policy = directory.resolve("application.policy");
        Files.write(
                policy,
                List.of(
                        "grant {",
                        "  permission java.net.SocketPermission \"127.0.0.1\", \"listen,accept,connect,resolve\";",
                        "  permission java.net.SocketPermission \"localhost\", \"listen,accept,connect,resolve\";",
                        "};",
                        forTheAgent));
        return TargetJvm.of(jdk)
                .agent()
                .flag("-Djava.security.manager", "-Djava.security.policy=" + policy)
                .app("Churn", "50");
    }
}
