package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;

class QuietIT {
    /** What may be on stdout, and that the JVM does not warn, is checked at the end of every run. */
    @ForEachJdk
    void saysNothingOfItsOwn(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Churn", "50").start()) {
            jvm.finish();
            assertThat(jvm.err()).isEmpty();
        }
    }

    @ForEachJdk
    void startsWithoutAFileToWrite(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent()
                // Not even root can write there; and of a directory that does not exist JDK 21 warns by itself.
                .flag("-Djava.io.tmpdir=/proc", "-Duser.home=/proc")
                .app("Churn", "50")
                .start()) {
            AgentReport report = jvm.finish();
            assertThat(report.socketsSeen()).isEqualTo(2 * 2 * 50 + 2);
            assertThat(jvm.err()).isEmpty();
        }
    }

    @ForEachJdk
    void isNoBurdenOnAnApplicationWithoutSockets(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Hello").start()) {
            assertThat(jvm.finish().socketsSeen()).isZero();
            assertThat(jvm.err()).isEmpty();
        }
    }

    @ForEachJdk
    void reportsABadOptionAndGoesOn(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent("sweep.interval=soon").app("Hello").start()) {
            jvm.finish();
            assertThat(jvm.err())
                    .as("its name, its value, and what would be right")
                    .anyMatch(line -> line.contains("sweep.interval") && line.contains("soon"));
        }
    }
}
