package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
