package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.Attach;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.OtlpReceiver;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** The agent comes into a JVM at work and leaves it again, as if it had never been there. */
class DetachIT {
    /** {@code .ci/run} asks for 200, on one JDK. */
    private static final int CYCLES = Integer.getInteger("sockspan.it.cycles", 6);

    @ForEachJdk
    void restoresTheBytecodeOfEveryMethod(Jdk jdk) throws Exception {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).flag(WovenMethods.FLAG).app("Busy").start()) {
            WovenMethods methods = new WovenMethods(jvm.awaitDone());
            Map<String, Integer> before = methods.lengths();
            Attach.to(jvm);
            assertThat(changed(before, methods.lengths()))
                    .as("hooks are in place")
                    .hasSizeGreaterThan(10);
            assertThat(jvm.report().hookFailures()).isZero();

            jvm.ask("detach", "^app: detached \\[]$");

            assertThat(changed(before, methods.lengths())).isEmpty();
        }
    }

    private static Map<String, String> changed(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, String> changed = new TreeMap<>();
        // Classes that were loaded meanwhile have nothing to be compared with.
        before.forEach((method, length) -> {
            if (!length.equals(after.get(method))) {
                changed.put(method, length + " -> " + after.get(method));
            }
        });
        return changed;
    }

    @ForEachJdk
    void comesAndGoesUnderLoadAndLeavesNothing(Jdk jdk) throws Exception {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .exportTo(backend.endpoint())
                        // What the JDK's caches hold softly counts as gone.
                        .flag("-XX:SoftRefLRUPolicyMSPerMB=0")
                        .app("Busy")
                        .start()) {
            jvm.awaitDone();
            long descriptors = 0;
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                long[] before = work(jvm);
                Attach.to(jvm, "spans.healthy=10", "jmx=on", "sweep.interval=50ms");
                awaitMore(jvm, before);
                assertThat(jvm.report().socketsSeen()).isPositive();
                jvm.ask("detach", "^app: detached \\[]$");
                awaitMore(jvm, work(jvm));
                assertThat(jvm.ask("threads", "threads .*").group()).isEqualTo("threads []");
                // Each look collects garbage; finalizers take a collection or two more, and compiled code that is still
                // on a thread's
                // stack may keep one loader until the next cycle, but never two.
                await().atMost(Duration.ofSeconds(60)).until(() -> count(jvm, "loaders") <= 1);
                if (cycle == 0) {
                    descriptors = count(jvm, "descriptors");
                }
            }
            assertThat(count(jvm, "descriptors")).as("descriptors").isLessThanOrEqualTo(descriptors + 4);
            assertThat(work(jvm)[2]).as(jvm.describe("failures")).isZero();
            assertThat(jvm.err())
                    .as("the application closes what it opens, which the hooks no longer see while they go")
                    .noneMatch(line -> line.contains("LEAK"));
            assertThat(backend.spans()).isNotEmpty();
        }
    }

    /** Exchanges, connections and failures so far. */
    private static long[] work(RunningJvm jvm) {
        String[] numbers = jvm.ask("work", "^app: (\\d+ \\d+ \\d+)$").group(1).split(" ");
        return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2])};
    }

    private static void awaitMore(RunningJvm jvm, long[] before) {
        long[] now;
        do {
            now = work(jvm);
        } while (now[0] < before[0] + 20 || now[1] < before[1] + 5);
    }

    private static long count(RunningJvm jvm, String what) {
        return Long.parseLong(jvm.ask(what, "^app: " + what + " (\\d+)$").group(1));
    }

    @ForEachJdk
    void refusesAnotherBuildAfterTheFirst(Jdk jdk, @TempDir Path directory) throws Exception {
        Path jar = directory.resolve("sockspan-agent.jar");
        Files.copy(Path.of(TargetJvm.property("sockspan.agent.jar")), jar);
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Busy").start()) {
            jvm.awaitDone();
            Attach.load(jvm, jar.toString());
            jvm.ask("detach", "^app: detached \\[]$");
            replace(jar);

            Attach.load(jvm, jar.toString());

            jvm.awaitErr("has run another version of Sockspan before");
            assertThat(jvm.ask("threads", "threads .*").group()).isEqualTo("threads []");
        }
    }

    /** As an upgrade would: by another file with the same name. */
    private static void replace(Path jar) throws IOException {
        Path other = jar.resolveSibling("other.jar");
        Files.copy(jar, other);
        try (java.nio.file.FileSystem zip = java.nio.file.FileSystems.newFileSystem(other)) {
            Files.writeString(zip.getPath("another-build"), "x");
        }
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
