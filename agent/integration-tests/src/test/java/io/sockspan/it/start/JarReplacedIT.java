package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** The agent's jar is overwritten in place while the JVM runs, as {@code cp} and {@code rsync --inplace} do, or deleted. */
class JarReplacedIT {
    private static final Path JAR = Path.of(TargetJvm.property("sockspan.agent.jar"));

    @ForEachJdk
    void applicationWorksOnAndTheAgentAnswersAndLeaves(Jdk jdk, @TempDir Path directory) throws Exception {
        Path jar = Files.copy(JAR, directory.resolve("agent.jar"));
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agentAt(jar, "telemetry=off").app("Busy").start()) {
            jvm.awaitDone();
            await("the jar is read")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !jvm.ask("threads", "threads \\[.*").group().contains("sockspan-jar"));
            byte[] other = new byte[(int) Files.size(jar) / 3];
            new Random(1).nextBytes(other);
            Files.write(jar, other, StandardOpenOption.TRUNCATE_EXISTING);

            AgentReport report = jvm.report();
            assertThat(report.socketsSeen()).isPositive();
            assertThat(report.hookFailures()).isZero();
            jvm.ask("detach", "^app: detached \\[]$");

            worksOnAlone(jvm);
        }
    }

    @ForEachJdk
    void commandsAndDetachGoOnWithoutTheJar(Jdk jdk, @TempDir Path directory) throws Exception {
        Path jar = Files.copy(JAR, directory.resolve("agent.jar"));
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agentAt(jar, "telemetry=off").app("Busy").start()) {
            jvm.awaitDone();
            Files.delete(jar);

            // The command line is another file, as that of an administrator is.
            CommandLine sockspan = CommandLine.on(jdk);
            assertThat(sockspan.run("sockets", jvm.pid()).quietly().out()).contains("ESTABLISHED", "LISTEN");
            AgentReport report = jvm.report();
            assertThat(report.socketsSeen()).isPositive();
            assertThat(report.hookFailures()).isZero();
            sockspan.run("detach", jvm.pid()).quietly();

            worksOnAlone(jvm);
        }
    }

    /** The agent has left nothing, and has reported no problem. */
    private static void worksOnAlone(RunningJvm jvm) {
        long before = connections(jvm);
        await().atMost(Duration.ofSeconds(60)).until(() -> connections(jvm) > before);
        assertThat(jvm.ask("threads", "threads .*").group()).isEqualTo("threads []");
        assertThat(jvm.err()).noneMatch(line -> line.startsWith("sockspan:"));
    }

    /** Fails if the application has met an error. */
    private static long connections(RunningJvm jvm) {
        return Long.parseLong(jvm.ask("work", "^app: \\d+ (\\d+) 0$").group(1));
    }
}
