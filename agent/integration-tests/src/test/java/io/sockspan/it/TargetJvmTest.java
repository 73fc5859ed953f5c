package io.sockspan.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;

class TargetJvmTest {
    @ForEachJdk
    void talksWithAnApplication(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Hello", "there").start()) {
            assertThat(jvm.awaitOut("^app: hello there on (\\S+)$").group(1)).isNotEmpty();
            jvm.awaitDone();
            assertThat(jvm.ask("echo", "^app: (echo)$").group(1)).isEqualTo("echo");
            assertThat(jvm.finish()).as("a report without an agent").isNull();
            assertThat(jvm.said("hello")).hasSize(1);
        }
    }

    @ForEachJdk
    void showsAllThatItSaidWhenItFails(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).flag("-XX:NoSuchFlag").app("Hello").start()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(jvm::finish)
                    .withMessageContaining("exit code")
                    .withMessageContaining("NoSuchFlag");
        }
    }

    @ForEachJdk
    void noticesAWarningOfTheJvm(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Hello").start()) {
            jvm.send("warn");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(jvm::finish)
                    .withMessageContaining("no warning");
        }
    }

    @ForEachJdk
    void noticesWhatOthersSayOnStdout(Jdk jdk) {
        try (RunningJvm jvm =
                TargetJvm.of(jdk).flag("-verbose:class").app("Hello").start()) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(jvm::finish)
                    .withMessageContaining("nothing on stdout");
        }
    }

    @ForEachJdk
    void runsEveryApplicationWithoutAnAgent(Jdk jdk) {
        assertThat(run(jdk, "EveryApi").said("connection")).hasSizeGreaterThan(25);
        assertThat(run(jdk, "Churn", "200").said("churned"))
                .singleElement()
                .asString()
                .startsWith("400 failures 0 ");
        assertThat(run(jdk, "CloseRaces").said("outcome")).contains("races over");
    }

    private static RunningJvm run(Jdk jdk, String app, String... arguments) {
        try (RunningJvm jvm = TargetJvm.of(jdk).app(app, arguments).start()) {
            jvm.finish();
            return jvm;
        }
    }
}
