package io.sockspan.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.TargetJvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Healthy tests with real servers and clients pass, leaking ones fail with their line, on every JDK. */
class RealServersIT {
    /** Other tests run beside. */
    private static final int MINUTES = 20;

    /**
     * The collector comes only when it is called, which it is after most tests. On Java 8 to 17 its coming by chance would mend a leak before it
     * is found: a stream that a test forgot has a finalizer, which returns the connection to the cache.
     */
    private static final List<String> WITHOUT_COLLECTIONS_BY_CHANCE =
            List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xmn768m", "-XX:MetaspaceSize=256m");

    private static final Pattern JUPITER = Pattern.compile("/(junit|opentest4j|apiguardian)[^/]*$");

    @TempDir
    private Path work;

    @ForEachJdk
    void passesHealthyTests(Jdk jdk) throws Exception {
        List<String> out = run(jdk, "healthy", "sequential", "method");

        assertThat(out).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(450);
    }

    @ForEachJdk
    void passesHealthyTestsInParallel(Jdk jdk) throws Exception {
        List<String> out = run(jdk, "healthy", "parallel", "class");

        assertThat(out).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(450);
    }

    @ForEachJdk
    void failsLeakingTestsWithTheirLine(Jdk jdk) throws Exception {
        List<String> out = run(jdk, "leaking", "sequential", "method");

        assertThat(out).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(160);
    }

    @ForEachJdk
    void knowsTheEventLoopsOfVertx5AndNetty42(Jdk jdk) throws Exception {
        assumeTrue(jdk.version() >= 11, "Vert.x 5 needs Java 11");
        List<String> path = new ArrayList<>(List.of(
                TargetJvm.property("sockspan.real.classes"),
                TargetJvm.property("sockspan.agent.jar"),
                TargetJvm.property("sockspan.real.transports") + "/vertx-5/*",
                TargetJvm.property("sockspan.real.transports") + "/netty-4.2/*"));
        try (Stream<Path> libraries = Files.list(Path.of(TargetJvm.property("sockspan.real.lib")))) {
            libraries
                    .map(Path::toString)
                    .filter(jar -> JUPITER.matcher(jar).find())
                    .forEach(path::add);
        }

        List<String> out = runOn(path, jdk, "all", "event-loops", "method");

        assertThat(out).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(14);
    }

    private List<String> run(Jdk jdk, String... arguments) throws Exception {
        String classes = TargetJvm.property("sockspan.real.classes");
        List<String> path = List.of(
                classes,
                // Java 8 finds nothing there.
                jdk.version() < 11 ? classes : classes + "-11",
                TargetJvm.property("sockspan.agent.jar"),
                TargetJvm.property("sockspan.real.lib") + "/*");
        return runOn(path, jdk, arguments);
    }

    private List<String> runOn(List<String> path, Jdk jdk, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(jdk.java().toString(), "-cp", String.join(File.pathSeparator, path)));
        if (jdk.version() == 21) {
            // Its spawn helper need not find the C library that the JVM itself was started with.
            command.add(1, "-Djdk.lang.Process.launchMechanism=VFORK");
        }
        if (arguments[0].equals("leaking")) {
            command.addAll(1, WITHOUT_COLLECTIONS_BY_CHANCE);
        }
        command.add("io.sockspan.real.RunRealTests");
        command.addAll(List.of(arguments));
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        Process jvm = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!jvm.waitFor(MINUTES, TimeUnit.MINUTES)) {
            jvm.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines)
                .as("%s %s", jdk, List.of(arguments))
                .noneMatch(line -> line.startsWith("WRONG"))
                .contains("done");
        assertThat(Files.readAllLines(err)).noneMatch(line -> line.contains("SUSPECTED LEAK"));
        return lines;
    }
}
