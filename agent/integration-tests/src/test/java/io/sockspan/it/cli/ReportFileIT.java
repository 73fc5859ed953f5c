package io.sockspan.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ReportFileIT {
    @TempDir
    private Path directory;

    @ForEachJdk
    void isWrittenWhenTheJvmExits(Jdk jdk) {
        Path file = directory.resolve("report.html");
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("report.file=" + file)
                .app("Churn", "50")
                .start()) {
            jvm.finish();
            assertThat(jvm.err()).isEmpty();
        }
        assertThat(file)
                .content()
                .contains("<h1>io.sockspan.it.app.Churn</h1>", "202 sockets seen")
                .endsWith("</html>\n");
    }

    @ForEachJdk
    void isWrittenForAnApplicationWithoutSocketsToo(Jdk jdk) {
        Path file = directory.resolve("report.html");
        try (RunningJvm jvm =
                TargetJvm.of(jdk).agent("report.file=" + file).app("Hello").start()) {
            jvm.finish();
        }
        assertThat(file).content().contains("0 sockets seen since the start");
    }

    @ForEachJdk
    void saysInOneLineThatItCannotBeWritten(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("report.file=" + directory + "/missing/report.html")
                .app("Churn", "50")
                .start()) {
            jvm.finish();
            assertThat(jvm.err()).hasSize(1).allMatch(line -> line.contains("its directory does not exist; create it"));
        }
    }
}
