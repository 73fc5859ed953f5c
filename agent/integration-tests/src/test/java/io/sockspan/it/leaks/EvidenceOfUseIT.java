package io.sockspan.it.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.List;

/** What is in use is no suspect, however it looks; and the peer that takes nothing is one. */
class EvidenceOfUseIT {
    /** The limits are far above what a busy machine keeps a thread from its work, and half of the time that all lasts. */
    @ForEachJdk
    void suspectsNothingThatIsInUse(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .isolated()
                .agent(
                        "leak.close_wait=4s",
                        "leak.half_closed=4s",
                        "leak.unread=4s",
                        "leak.unsent=4s",
                        "leak.inherited=4s",
                        "leak.never_connected=4s")
                .app("InUse")
                .start()) {
            jvm.awaitDone();
            jvm.finish();

            List<String> suspects =
                    jvm.err().stream().filter(line -> line.contains("LEAK")).toList();
            assertThat(suspects).as(jvm.describe("suspects")).isEmpty();
        }
    }

    @ForEachJdk
    void suspectsAConnectionWhosePeerTakesNothingUntilItDoes(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.unsent=1s", "leak.unread=off", "leak.repeat=off")
                .app("StuckWriter")
                .start()) {
            jvm.awaitDone();

            String fingerprint = jvm.awaitErr(
                            "^SUSPECTED LEAK ([0-9a-f]{8}): 1 server connection accepted on 127\\.0\\.0\\.1:\\d+"
                                    + " in ESTABLISHED whose peer takes nothing$")
                    .group(1);
            jvm.awaitErr("^ +io\\.sockspan\\.it\\.leaks\\.app\\.StuckWriter\\.accept\\(StuckWriter\\.java:\\d+\\)$");
            jvm.ask("read", "^app: reading$");
            jvm.awaitErr("^RETRACTED " + fingerprint + ": ");
            jvm.finish();
        }
    }
}
