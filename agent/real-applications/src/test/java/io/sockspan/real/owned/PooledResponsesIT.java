package io.sockspan.real.owned;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.util.List;

/** A connection that a library's pool has lent, and whose peer has closed, is a suspect; one that lies in the pool is none. */
class PooledResponsesIT {
    private static final String APP = PooledResponses.class.getName();

    @ForEachJdk
    void suspectsTheConnectionsOfResponsesThatNobodyCloses(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=500ms", "sweep.interval=100ms", "leak.half_closed=off")
                .talking(
                        List.of(
                                TargetJvm.property("sockspan.real.classes"),
                                TargetJvm.property("sockspan.real.lib") + "/*"),
                        APP)
                .start()
                .awaitDone()) {
            for (String line : List.of("leaveOkHttpOpen", "leaveApacheOpen", "leaveSingleOpen")) {
                jvm.awaitErr("^ +\\Q" + APP + "." + line + "(\\E");
            }
            // Those that lie in a pool are older, and no limit for remarks has passed.
            assertThat(CommandLine.on(jdk).run("leaks", jvm.pid()).ended(1).out())
                    .contains("by OkHttp", "by Apache HttpClient")
                    .doesNotContain(APP + ".giveBack(");
            assertThat(jvm.err())
                    .filteredOn(line -> line.startsWith("SUSPECTED LEAK"))
                    .hasSize(3);
        }
    }
}
