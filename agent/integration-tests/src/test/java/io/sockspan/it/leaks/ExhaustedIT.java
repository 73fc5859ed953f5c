package io.sockspan.it.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process without a descriptor left. */
class ExhaustedIT {
    @ForEachJdk
    void tellsAtOnceWhoHoldsThem(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=1s", "leak.repeat=off")
                .descriptors(250)
                .app("Exhausts")
                .start()) {
            jvm.awaitDone();
            // The first connection is a suspect before the process runs out.
            jvm.awaitErr("^SUSPECTED LEAK [0-9a-f]{8}: 1 client connection .* in CLOSE_WAIT");

            long beganAt = System.nanoTime();
            jvm.ask("fill", "^app: full .*Too many open files");

            jvm.awaitErr(
                    "^SUSPECTED LEAK [0-9a-f]{8}: \"Too many open files\" was thrown; \\d+ of 250 descriptors are open");
            jvm.awaitErr("^ +\\d+ client, opened at io\\.sockspan\\.it\\.leaks\\.app\\.Exhausts\\.connect");
            jvm.ask("fill", "^app: full .*Too many open files");
            jvm.ask("free", "^app: freed$");
            jvm.finish();

            List<String> told = jvm.err().stream()
                    .filter(line -> line.contains("was thrown"))
                    .toList();
            // On a slow machine all this takes more than a minute.
            long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - beganAt);
            assertThat(told).as("once a minute at most").hasSizeLessThanOrEqualTo(1 + (int) minutes);
        }
    }

    /** What the agent needs of the JDK must not be spoilt by a first use at the wrong moment, neither for it nor for the application. */
    @ForEachJdk
    void beginsWithoutADescriptorAndHarmsNobody(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=1ms", "leak.repeat=off", "sweep.interval=50ms", "telemetry=off")
                .descriptors(250)
                .app("Exhausts")
                .start()) {
            jvm.awaitDone();
            jvm.ask("fill", "^app: full .*Too many open files");
            jvm.awaitErr("^SUSPECTED LEAK .* in CLOSE_WAIT");
            jvm.awaitErr("^SUSPECTED LEAK .* descriptors are open");
            assertThat(CommandLine.on(Jdks.current()).run("leaks", jvm.pid()).refusal())
                    .matches(
                            ".* has 2\\d\\d descriptors open of the 250 that it may have, and an attach needs some; let it have more"
                                    + " first: prlimit --pid \\d+ --nofile=\\d+.*");

            jvm.ask("free", "^app: freed$");
            jvm.ask("selectors", "^app: full .*Too many open files");
            jvm.ask("free", "^app: freed$");
            jvm.finish();
            assertThat(jvm.err()).noneMatch(line -> line.startsWith("sockspan:"));
        }
    }

    @ForEachJdk
    void namesWhatGrowsAndTheLineThatOpenedSelectorsAndPipes(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=off", "leak.repeat=off")
                .descriptors(250)
                .app("Exhausts")
                .start()) {
            jvm.awaitDone();
            // Java 8 cannot load what the agent needs once no descriptor is left.
            jvm.report();
            jvm.ask("selectors", "^app: full .*Too many open files");

            jvm.awaitErr("^SUSPECTED LEAK [0-9a-f]{8}: \\d+ of 250 descriptors are open .*\\d+ eventpoll");
            jvm.awaitErr(
                    "^ +\\d+ pipe, opened at io\\.sockspan\\.it\\.leaks\\.app\\.Exhausts\\.openSelectors\\(Exhausts\\.java:\\d+\\)$");
            jvm.awaitErr(
                    "^ +\\d+ selector, opened at io\\.sockspan\\.it\\.leaks\\.app\\.Exhausts\\.openSelectors\\(Exhausts\\.java:\\d+\\)$");
            jvm.ask("free", "^app: freed$");
            jvm.finish();
        }
    }

    /** Much of the agent starts with the application's first socket. */
    @ForEachJdk
    void tellsOfSelectorsAndPipesWhereNoTcpSocketIsEverOpened(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.repeat=off")
                .descriptors(250)
                .app("WithoutTcp")
                .start()) {
            jvm.awaitDone();
            jvm.ask("open", "^app: opened$");

            String fingerprint = jvm.awaitErr("^SUSPECTED LEAK ([0-9a-f]{8}): \\d+ of 250 descriptors are open"
                            + " \\(limit 80%\\): .*\\d+ eventpoll")
                    .group(1);
            for (String kind : new String[] {"pipe", "selector"}) {
                jvm.awaitErr(
                        "^ +\\d+ " + kind
                                + ", opened at io\\.sockspan\\.it\\.leaks\\.app\\.WithoutTcp\\.open\\(WithoutTcp\\.java:\\d+\\)$");
            }
            jvm.ask("free", "^app: freed$");
            jvm.awaitErr("^RETRACTED " + fingerprint + ": ");
            assertThat(jvm.report().connections()).as("TCP sockets").isEmpty();
            jvm.finish();
        }
    }

    @ForEachJdk
    void namesUnixDomainChannelsAsWhatGrowsAndTheLinesThatOpenedThem(Jdk jdk) {
        assumeTrue(jdk.version() >= 16, "Unix-domain channels");
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=off", "leak.repeat=off")
                .descriptors(250)
                .app("Exhausts")
                .start()) {
            jvm.awaitDone();
            jvm.report();
            jvm.ask("unix", "^app: opened$");
            String fingerprint = jvm.awaitErr("^SUSPECTED LEAK ([0-9a-f]{8}): \\d+ of 250 descriptors are open"
                            + " \\(limit 80%\\): \\d{3} Unix, .*; Unix grew most, by \\d+$")
                    .group(1);
            for (String method : new String[] {"openUnixChannels", "acceptUnixChannel"}) {
                jvm.awaitErr("^ +\\d+ Unix-domain channel, opened at io\\.sockspan\\.it\\.leaks\\.app\\.Exhausts\\."
                        + method + "\\(Exhausts\\.java:\\d+\\)$");
            }
            assertThat(jvm.report().connections("unconnected"))
                    .as("Unix-domain channels in the table of TCP sockets")
                    .isEmpty();
            jvm.ask("free", "^app: freed$");
            jvm.awaitErr("^RETRACTED " + fingerprint + ": ");
            jvm.finish();
        }
    }
}
