package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;

/** An application that ends its threads by {@code Thread.stop} gets what it asks for, also where that hits a hook. */
class StoppedThreadsIT {
    @ForEachJdk
    void noHookKeepsAThreadAlive(Jdk jdk) {
        assumeTrue(jdk.version() <= 17, "Thread.stop does nothing on this JDK");
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent("leak.descriptors=off")
                .app("StoppedThreads", "200")
                .start()) {
            jvm.awaitDone();

            assertThat(jvm.said("survivors")).as(jvm.describe("survivors")).containsExactly("0");
        }
    }
}
