package io.sockspan.it.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Runs all small tests in {@code src/it-junit}: those that leave sockets open must fail, and no other. */
class LeakCasesIT {
    private static FarEnd far;

    @BeforeAll
    static void start() throws Exception {
        far = FarEnd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        far.close();
    }

    @ForEachJdk
    void failsThoseThatLeakAndNoOther(Jdk jdk) throws Exception {
        for (String jupiter : jupiters(jdk)) {
            try (RunningJvm jvm = TargetJvm.of(jdk)
                    .junitCases(jupiter)
                    .flag("-Dfar.port=" + far.port())
                    .start()) {
                jvm.awaitOut("^done$");
                jvm.awaitExit();
                List<String> wrong = jvm.out().stream()
                        .filter(line -> line.startsWith("WRONG"))
                        .toList();
                assertThat(wrong).as(jvm.describe("Jupiter " + jupiter)).isEmpty();
                assertThat(jvm.out()).as(jvm.describe("Jupiter " + jupiter)).contains("done");
                assertThat(jvm.out()).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(90);
            }
        }
    }

    /** All that run on this JDK, where several are tested; else one. */
    private static List<String> jupiters(Jdk jdk) {
        if (Jdks.all().size() == 1) {
            return List.of(jdk.version() < 17 ? "5.14" : "6");
        }
        return jdk.version() < 17 ? List.of("5.8", "5.14") : List.of("6");
    }
}
