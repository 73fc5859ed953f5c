package io.sockspan.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Attach;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;

/** The application may do by reflection what it may do without the agent, and nothing with the agent's own classes. */
class EncapsulationIT {
    @ForEachJdk
    void lateAgentOpensNothingToTheApplicationAndLeavesNothingOpen(Jdk jdk) throws Exception {
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Reflecting").start()) {
            jvm.awaitDone();
            String before = reflection(jvm);

            Attach.to(jvm);
            assertThat(reflection(jvm)).as("while the agent runs").isEqualTo(before);
            CommandLine.on(jdk).run("owners", jvm.pid()).ended(0);
            assertThat(reflection(jvm)).as("after a search for holders").isEqualTo(before);
            assertStrangers(jdk, jvm);
            assertThat(jvm.report().hookFailures()).isZero();

            jvm.ask("detach", "^app: detached \\[]$");
            assertThat(reflection(jvm)).as("after it is detached").isEqualTo(before);

            Attach.to(jvm);
            assertThat(reflection(jvm)).as("attached again").isEqualTo(before);
            assertStrangers(jdk, jvm);
        }
    }

    @ForEachJdk
    void agentAtTheStartOpensNothingToTheApplication(Jdk jdk) {
        String without;
        try (RunningJvm jvm = TargetJvm.of(jdk).app("Reflecting").start()) {
            without = reflection(jvm.awaitDone());
        }
        try (RunningJvm jvm = TargetJvm.of(jdk).agent().app("Reflecting").start()) {
            jvm.awaitDone();
            assertThat(reflection(jvm)).isEqualTo(without);
            assertStrangers(jdk, jvm);
            assertThat(jvm.finish().socketsSeen()).isEqualTo(3);
        }
    }

    private static String reflection(RunningJvm jvm) {
        return jvm.ask("packages", "packages .*").group()
                + jvm.ask("unsafe", "unsafe .*").group();
    }

    private static void assertStrangers(Jdk jdk, RunningJvm jvm) {
        if (jdk.version() > 8) {
            assertThat(jvm.ask("hook", "hook .*").group()).isEqualTo("hook IllegalAccessException");
            assertThat(jvm.ask("control", "control .*").group()).isEqualTo("control InaccessibleObjectException");
        }
    }
}
