package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileBackendIT {
    private static final int CONNECTIONS_A_THREAD = 5_000;
    /** Far above what a busy machine adds, and below any timeout of an exporter. */
    private static final long LONGEST_MILLIS = 9_000;
    /** The agent flushes within 2 s; the rest is for the JVM and a busy machine. */
    private static final Duration EXIT = Duration.ofSeconds(45);

    static Stream<Arguments> jdksAndManners() {
        return Jdks.all().stream()
                .flatMap(jdk -> Stream.of(HostileReceiver.Manner.values()).map(manner -> Arguments.of(jdk, manner)));
    }

    @ParameterizedTest(name = "{0}: backend {1}")
    @MethodSource("jdksAndManners")
    @Tag(ForEachJdk.TAG)
    void costsTheApplicationNothing(Jdk jdk, HostileReceiver.Manner manner) throws IOException {
        try (HostileReceiver backend = new HostileReceiver(manner);
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent()
                        .exportTo(backend.endpoint())
                        .app("Churn", String.valueOf(CONNECTIONS_A_THREAD))
                        .start()) {
            Matcher churned = jvm.awaitOut("^app: churned (\\d+) failures (\\d+) longest-wait-millis (\\d+)$");
            jvm.awaitDone();
            if (manner != HostileReceiver.Manner.REFUSES) {
                Awaitility.await("the agent has tried")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> backend.visits() > 0);
            }
            long start = System.nanoTime();
            AgentReport report = jvm.finish();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the exit")
                    .isLessThan(EXIT);
            assertThat(churned.group(2)).as("failures").isEqualTo("0");
            assertThat(Long.parseLong(churned.group(3))).as("longest wait").isLessThan(LONGEST_MILLIS);
            assertThat(report.socketsSeen()).isEqualTo(4L * CONNECTIONS_A_THREAD + 2);
            assertThat(jvm.err())
                    .as("one line for spans and one for metrics, not one for each export")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }
}
