package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.CommandLine;
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

/**
 * Applications that a security manager allows to use sockets on loopback, and nothing else: the agent works with the one grant that the
 * documentation names, and without it leaves them alone and says what it lacks.
 */
class SecurityManagerIT {
    private static final Path JAR =
            Path.of(TargetJvm.property("sockspan.agent.jar")).normalize();
    private static final String THE_ONE_GRANT =
            "grant codeBase \"" + JAR.toUri() + "\" { permission java.security.AllPermission; };";

    /** Policies are added to that of the JDK, or replace it. */
    private static final List<String> ADDED_OR_ALONE = List.of("=", "==");

    @TempDir
    private Path directory;

    @ForEachJdk
    void worksWithTheOneGrant(Jdk jdk) throws IOException {
        for (String sign : ADDED_OR_ALONE) {
            try (RunningJvm jvm = guarded(jdk, sign, THE_ONE_GRANT)
                    .agent("leak.close_wait=1ms")
                    .app("OnDemand")
                    .start()) {
                jvm.ask("leak", "^app: leaked$");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> jvm.report().suspects("close_wait").count() == 1);
                AgentReport report = jvm.report();
                assertThat(report.socketsSeen()).isEqualTo(3);
                assertThat(report.hookFailures()).isZero();
                jvm.awaitExit();
                assertThat(jvm.err()).as(jvm.describe("stderr")).noneMatch(line -> line.startsWith("sockspan:"));
            }
        }
    }

    @ForEachJdk
    void comesLateWithTheOneGrant(Jdk jdk) throws IOException {
        for (String sign : ADDED_OR_ALONE) {
            try (RunningJvm jvm =
                    guarded(jdk, sign, THE_ONE_GRANT).app("OnDemand").start()) {
                jvm.awaitDone();
                CommandLine sockspan = CommandLine.on(jdk);
                sockspan.run("attach", jvm.pid(), "leak.close_wait=1ms").ended(0);
                jvm.ask("leak", "^app: leaked$");
                jvm.awaitErr("^SUSPECTED LEAK .* in CLOSE_WAIT$");
                assertThat(sockspan.run("leaks", jvm.pid()).ended(1).out()).contains("OnDemand.leak(");
                sockspan.run("report", jvm.pid(), "-o", directory.resolve("report.html"))
                        .ended(0);
                sockspan.run("detach", jvm.pid()).ended(0);
                jvm.ask("leak", "^app: leaked$");
                assertThat(jvm.out()).as(jvm.describe("stdout")).allMatch(line -> line.startsWith("app: "));
            }
        }
    }

    @ForEachJdk
    void leavesAnApplicationAloneWhoseSecurityManagerGrantsItNothing(Jdk jdk) throws IOException {
        try (RunningJvm jvm = guarded(jdk, "=", "").agent().app("Churn", "50").start()) {
            jvm.awaitOut("churned 100 failures 0");
            // stderr is read by another thread than stdout, and to its end by now.
            jvm.awaitExit();
            assertThat(jvm.err())
                    .filteredOn(line -> line.startsWith("sockspan: "))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("sockspan: the agent could not start and is off")
                            .contains("grant codeBase", "java.security.AllPermission"));
        }
    }

    @ForEachJdk
    void isRefusedLateWithTheGrantThatIsMissing(Jdk jdk) throws IOException {
        try (RunningJvm jvm = guarded(jdk, "=", "").app("OnDemand").start()) {
            jvm.awaitDone();
            assertThat(CommandLine.on(jdk).run("attach", jvm.pid()).refusal())
                    .contains("a security manager is on there", "grant codeBase \"file:", "AllPermission; };");
            jvm.ask("leak", "^app: leaked$");
            assertThat(jvm.out()).as(jvm.describe("stdout")).allMatch(line -> line.startsWith("app: "));
        }
    }

    /** The policy's own code may load the class that is just being woven (ClassCircularityError). */
    @ForEachJdk
    void securityManagerThatIsSetAtRunTimeHidesNoSocket(Jdk jdk) throws IOException {
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
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jvm.report().open().size() == 3);
            await("hooks are in place").atMost(Duration.ofSeconds(60)).until(() -> {
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

    /** Java 17 is the last that takes one from the command line, with a warning. */
    private TargetJvm guarded(Jdk jdk, String sign, String forTheAgent) throws IOException {
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
        return TargetJvm.of(jdk).flag("-Djava.security.manager", "-Djava.security.policy" + sign + policy);
    }
}
