package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.Attach;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.Quota;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.Sandbox;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that lack something: memory, modules, sockets. */
class ScarceIT {
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final int ENOSYS = 38;

    @ForEachJdk
    void survivesAnApplicationThatHasNoMemoryLeft(Jdk jdk) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(jdk).flag("-Xmx32m").app("HeapFull").start()) {
            jvm.awaitDone();
            Attach.to(jvm, "leak.close_wait=1h");
            assertThat(jvm.report().open()).hasSize(3);

            jvm.ask("fill", "^app: emptied$");

            assertThat(jvm.report().open()).as("it goes on").hasSize(3);
            assertThat(jvm.err())
                    .filteredOn(line -> line.startsWith("sockspan: the agent met an error"))
                    .isEmpty();
            jvm.ask("detach", "^app: detached \\[]$");
            // A thread that ends has left its group, by which the agent waits for it, before the JVM forgets it.
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(jvm.ask("threads", "threads .*").group()).isEqualTo("threads []"));
        }
    }

    @ForEachJdk
    void printsTheReportAtExitOfAnApplicationWithoutSockets(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent("exit.report=text").app("Hello").start()) {
            jvm.finish();
            assertThat(jvm.err()).anyMatch(line -> line.startsWith("0 sockets seen since the start"));
        }
    }

    /** Loading the classes that render a report takes seconds then. */
    @Test
    void writesTheReportsAtExitWithATenthOfAProcessor(@TempDir Path directory) throws Exception {
        assumeTrue(Quota.isAvailable(), "no control group with a quota can be made here");
        for (String app : List.of("Hello", "Churn")) {
            Path file = directory.resolve(app + ".html");
            try (Quota quota = Quota.of(0.1);
                    RunningJvm jvm = TargetJvm.of(Jdks.current())
                            .through(quota.prefix().toArray(new String[0]))
                            .agent("exit.report=text", "report.file=" + file)
                            .app(app, "20")
                            .start()) {
                jvm.awaitExit();
                assertThat(jvm.err())
                        .as(jvm.describe("the report"))
                        .anyMatch(line -> line.contains(" sockets seen since the start"));
                assertThat(Files.exists(file) ? Files.readString(file) : String.join("", jvm.err()))
                        .as("the page, or why it is not there")
                        .containsAnyOf("</html>", "report.file=" + file + " was not written: it takes too long");
            }
        }
    }

    @ForEachJdk
    void saysAtOnceThatASandboxForbidsToReadTheTcpState(Jdk jdk) {
        assumeTrue(Sandbox.isAvailable(), "no Python 3, or no seccomp");
        for (int errno : new int[] {EPERM, EACCES, ENOSYS}) {
            try (RunningJvm jvm = TargetJvm.of(jdk)
                    .through(Sandbox.withoutTcpInfo(errno))
                    .agent("exit.report=text", "leak.close_wait=1ms")
                    .app("OnDemand")
                    .start()) {
                jvm.ask("leak", "^app: leaked$");
                jvm.awaitErr("^sockspan: this system does not give the TCP state of a socket");
                AgentReport report = jvm.finish();

                assertThat(report.open()).hasSize(2);
                assertThat(report.connections().flatMap(socket -> socket.transitions().stream()))
                        .as("errno " + errno)
                        .isNotEmpty()
                        .noneMatch(transition -> transition.knownBy("kernel"));
                assertThat(report.suspects()).isEmpty();
                assertThat(jvm.err()).anyMatch(line -> line.contains("kernel state not readable, states inferred"));
            }
        }
    }

    /** With java.base and java.instrument only, as jlink makes it. */
    @ForEachJdk
    void doesWithoutTheOtherModules(Jdk jdk, @TempDir Path directory) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(small(jdk, directory))
                .agent("jmx=on", "exit.report=text")
                .app("Churn", "50")
                .start()) {
            assertThat(jvm.finish().socketsSeen()).isEqualTo(2 * 2 * 50 + 2);
            assertThat(jvm.err())
                    .anyMatch(line -> line.startsWith("sockspan: jmx=on needs the module java.management"))
                    .anyMatch(line -> line.startsWith(2 * 2 * 50 + 2 + " sockets seen"));
        }
    }

    /** As the command line reaches such a runtime later. */
    @ForEachJdk
    void comesLateWithoutTheOtherModules(Jdk jdk, @TempDir Path directory) throws Exception {
        Jdk small = small(jdk, directory);
        try (RunningJvm jvm = TargetJvm.of(small).app("OnDemand").start()) {
            jvm.awaitDone();
            CommandLine sockspan = CommandLine.on(jdk);
            sockspan.run("attach", jvm.pid(), "leak.close_wait=1ms", "jmx=on").ended(0);
            jvm.ask("leak", "^app: leaked$");
            jvm.awaitErr("^SUSPECTED LEAK .* in CLOSE_WAIT$");
            assertThat(sockspan.run("leaks", jvm.pid()).ended(1).out()).contains("OnDemand.leak(");
            sockspan.run("detach", jvm.pid()).ended(0);
            assertThat(jvm.err())
                    .filteredOn(line -> line.startsWith("sockspan: "))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line).startsWith("sockspan: jmx=on needs the module java.management"));
        }
    }

    private static Jdk small(Jdk jdk, Path directory) throws IOException, InterruptedException {
        Path home = jdk.java().getParent().getParent();
        Path jlink = home.resolve("bin/jlink");
        assumeTrue(
                Files.isExecutable(jlink) && Files.isDirectory(home.resolve("jmods")),
                "no jlink, or no modules for it");
        Path small = directory.resolve("small");
        link(jlink, small);
        return new Jdk(jdk.version(), small.resolve("bin/java"));
    }

    private static void link(Path jlink, Path target) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        jlink.toString(), "--add-modules", "java.base,java.instrument", "--output", "" + target))
                .inheritIO()
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
