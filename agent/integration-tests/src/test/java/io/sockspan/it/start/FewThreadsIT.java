package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.OtlpReceiver;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;

/** What the agent adds to an application that is at work, once everything has started. */
class FewThreadsIT {
    /** The agent's own, the one that waits for the kernel's reports, and two of the exporters. */
    private static final int MOST = 4;

    @ForEachJdk
    void hasFourThreadsWhileItExports(Jdk jdk) throws Exception {
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(jdk)
                        .agent("spans.healthy=100")
                        .exportTo(backend.endpoint())
                        .app("Busy")
                        .start()) {
            jvm.awaitDone();
            await().atMost(Duration.ofSeconds(120))
                    .until(() ->
                            !backend.spans().isEmpty() && !backend.metrics().isEmpty());
            int spans = backend.spans().size();
            await().atMost(Duration.ofSeconds(120)).until(() -> backend.spans().size() > spans);

            // Some threads end by themselves: those of the self-test and of the start of telemetry, and the one that
            // links getsockopt.
            await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
                String names = jvm.ask("threads", "threads \\[(.*)]").group(1);
                assertThat(names).contains("sockspan");
                assertThat(names.split(", ")).as(names).hasSizeLessThanOrEqualTo(MOST);
            });
            jvm.ask("detach", "^app: detached \\[]$");
            jvm.awaitExit();
        }
    }
}
