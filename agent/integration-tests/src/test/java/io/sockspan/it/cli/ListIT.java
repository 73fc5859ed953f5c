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
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code list} beside JVMs that want to mislead it, or to keep it from its work. */
class ListIT {
    private static final int NOBODY = 65534;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    /** The names that a file of counters may have, as often as a user can make them; the last ones are directories. */
    private static final String MANY_NAMES = "set -e; mount --bind \"$0\" " + Container.APPS
            + "; mount -t tmpfs -o nr_inodes=0 none /tmp; cd /tmp; seq -f hsperfdata_%06.0f 294000 | xargs touch;"
            + " seq -f hsperfdata_%06.0f 294001 300000 | xargs mkdir; cd /; exec \"$@\"";

    @ForEachJdk
    void asksTheJvmsCountersAndNotTheNamesOfItsThreads(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Namesakes").start().awaitDone()) {
            assertThat(listed(sockspan, jvm)).contains(" - ");
            sockspan.run("attach", jvm.pid(), "telemetry=off").ended(0);
            jvm.ask("work", "^app: worked$");
            assertThat(sockspan.run("leaks", jvm.pid()).ended(0).out()).isEqualTo("No socket is suspect.\n");

            jvm.ask("rename", "^app: renamed [1-9]");

            assertThat(listed(sockspan, jvm)).contains(" attached ");
            sockspan.run("detach", jvm.pid()).ended(0);
            assertThat(listed(sockspan, jvm)).contains(" - ");
            assertThat(jvm.err()).noneMatch(line -> line.contains("LEAK"));
        }
    }

    @ForEachJdk
    void knowsTheAgentThatCameWithTheJvm(Jdk jdk) {
        CommandLine sockspan = CommandLine.on(jdk);
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Hello").start().awaitDone();
                RunningJvm silent = TargetJvm.of(jdk)
                        .flag("-XX:-UsePerfData")
                        .agent()
                        .app("Hello")
                        .start()
                        .awaitDone()) {
            // Each question starts a JVM.
            await("the agent has begun")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> listed(sockspan, jvm).contains(" attached "));
            assertThat(listed(sockspan, silent)).contains(" ? ");
        }
    }

    @Test
    void showsTheHealthyAmongHostileOnes() throws Exception {
        assumeTrue(Container.isRoot(), "needs root");
        List<RunningJvm> jvms = new ArrayList<>();
        try {
            RunningJvm healthy = start(jvms);
            for (Trap trap : traps()) {
                RunningJvm hostile = start(jvms, "-XX:-UsePerfData");
                trap.set(counters(hostile));
            }
            jvms.add(TargetJvm.of(Jdks.current())
                    .through("unshare", "--mount", "sh", "-c", MANY_NAMES, TargetJvm.property("sockspan.it.apps"))
                    .through(AS_NOBODY.toArray(new String[0]))
                    .flag("-XX:-UsePerfData")
                    .appAt(Container.APPS, "Hello")
                    .start()
                    .awaitDone());

            String list = CommandLine.on(Jdks.current()).run("list").ended(0).out();

            assertThat(line(list, healthy)).contains(" - ", "io.sockspan.it.app.Hello");
            for (RunningJvm hostile : jvms.subList(1, jvms.size())) {
                assertThat(line(list, hostile)).contains(" ? ", "io.sockspan.it.app.Hello");
            }
        } finally {
            for (RunningJvm jvm : jvms) {
                jvm.close();
                Files.deleteIfExists(counters(jvm));
            }
        }
    }

    /** Puts something in the place of the file of counters. */
    private interface Trap {
        void set(Path place) throws Exception;
    }

    private static List<Trap> traps() {
        return List.of(
                place -> run("mkfifo", place.toString()),
                place -> Files.createSymbolicLink(place, Path.of("/dev/zero")),
                place -> Files.createDirectory(place),
                place -> {
                    try (RandomAccessFile sparse = new RandomAccessFile(place.toFile(), "rw")) {
                        sparse.setLength(1L << 40);
                    }
                },
                place -> Files.write(place, endless(0)),
                place -> Files.write(place, endless(20)),
                place -> Files.write(place, new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xc0, (byte) 0xc0}));
    }

    /** A file of counters whose header promises more entries than there can be. */
    private static byte[] endless(int lengthOfEntry) {
        ByteBuffer file = ByteBuffer.allocate(1 << 12);
        file.putInt(0xcafec0c0).put((byte) 1).put((byte) 2);
        file.order(ByteOrder.LITTLE_ENDIAN).putInt(24, 32).putInt(28, Integer.MAX_VALUE);
        for (int entry = 32; entry < file.limit() && lengthOfEntry > 0; entry += lengthOfEntry) {
            file.putInt(entry, lengthOfEntry);
        }
        return file.array();
    }

    private static RunningJvm start(List<RunningJvm> jvms, String... flags) {
        RunningJvm jvm = TargetJvm.of(Jdks.current())
                .through(AS_NOBODY.toArray(new String[0]))
                .flag(flags)
                .app("Hello")
                .start();
        jvms.add(jvm);
        return jvm.awaitDone();
    }

    /** The place where the user's JVM would keep its counters; the directory is the user's. */
    private static Path counters(RunningJvm jvm) throws IOException {
        Path directory = Path.of("/tmp/hsperfdata_nobody");
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory);
            Files.setAttribute(directory, "unix:uid", NOBODY);
        }
        return directory.resolve(String.valueOf(jvm.pid()));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static String listed(CommandLine sockspan, RunningJvm jvm) {
        return line(sockspan.run("list").ended(0).out(), jvm);
    }

    private static String line(String list, RunningJvm jvm) {
        return list.lines()
                .filter(line -> line.strip().startsWith(jvm.pid() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(jvm.pid() + " is not in " + list));
    }
}
