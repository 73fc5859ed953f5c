package io.sockspan.it.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;

/** The JVM trusts its own classes and does not verify them, woven or not, unless it is told to. */
class VerifiedBytecodeIT {
    @ForEachJdk
    void wovenClassesPassTheVerifier(Jdk jdk) {
        for (String app : new String[] {"EveryApi", "CloseRaces"}) {
            // -Xverify:all is the same and is deprecated from 13 on, with a warning.
            try (RunningJvm jvm = TargetJvm.of(jdk)
                    .agent()
                    .flag("-XX:+UnlockDiagnosticVMOptions")
                    .flag("-XX:+BytecodeVerificationLocal", "-XX:+BytecodeVerificationRemote")
                    .app(app)
                    .start()) {
                assertThat(jvm.finish().socketsSeen()).isPositive();
            }
        }
    }
}
