package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.OtlpReceiver;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of threads and hosts may have any length in the application; whatever the agent gives away is bounded. */
class LongNamesIT {
    private static final int LONGEST = 1_000;
    private static final Pattern HOST = Pattern.compile("h{20}");
    private static final Pattern THREAD = Pattern.compile("t{20}");
    private static final Pattern TOO_LONG = Pattern.compile("h{" + (LONGEST + 1) + "}|t{" + (LONGEST + 1) + "}");

    @Test
    void areCutInTextsJsonPageAndSpans(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("report.html");
        try (OtlpReceiver backend = new OtlpReceiver();
                RunningJvm jvm = TargetJvm.of(Jdks.current())
                        .agent("leak.close_wait=300ms", "report.file=" + page)
                        .exportTo(backend.endpoint())
                        .app("LongNames")
                        .start()) {
            jvm.awaitDone();
            jvm.awaitErr("^SUSPECTED LEAK ");
            assertCut("JSON", jvm.ask("report", "@@REPORT (.*)").group(1));
            backend.awaitSpan(span -> span.getName().startsWith("tcp leak "));
            jvm.awaitExit();
            assertCut("text", String.join("\n", jvm.err()));
            assertCut("spans", backend.spans().toString());
            assertThat(TOO_LONG.matcher(backend.metrics().toString()).find())
                    .as("metrics with a name in full")
                    .isFalse();
        }
        assertCut("page", Files.readString(page));
    }

    /** Does not print the output, which may be long. */
    private static void assertCut(String what, String output) {
        assertThat(HOST.matcher(output).find()).as(what + " names the host").isTrue();
        assertThat(THREAD.matcher(output).find()).as(what + " names the thread").isTrue();
        assertThat(TOO_LONG.matcher(output).find())
                .as(what + " has a name in full")
                .isFalse();
    }
}
