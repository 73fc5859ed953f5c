package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;

class JmxIT {
    @ForEachJdk
    void offersWhatIsKnownAsOpenData(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("jmx=on", "leak.close_wait=1s")
                .app("Managed")
                .start()) {
            jvm.awaitDone();
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> ask(jvm, "registered").equals("registered true"));

            await().atMost(Duration.ofSeconds(120))
                    .until(() -> ask(jvm, "suspects")
                            .startsWith("suspects close_wait 1 io.sockspan.it.cli.app.Managed.main("));
            assertThat(ask(jvm, "open")).isEqualTo("open 2 3 0");
            assertThat(ask(jvm, "states")).isEqualTo("states true");
            assertThat(ask(jvm, "leaks")).matches("SUSPECTED LEAK .* in CLOSE_WAIT");
            assertThat(ask(jvm, "html")).isEqualTo("html true");

            assertThat(ask(jvm, "detach")).isEqualTo("detached");
            assertThat(ask(jvm, "registered")).isEqualTo("registered false");
        }
    }

    @ForEachJdk
    void offersNothingUnlessItIsAskedTo(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Managed").start()) {
            jvm.awaitDone();
            jvm.report();
            assertThat(ask(jvm, "registered")).isEqualTo("registered false");
        }
    }

    private static String ask(RunningJvm jvm, String command) {
        return jvm.ask(command, "^app: (.*)$").group(1);
    }
}
