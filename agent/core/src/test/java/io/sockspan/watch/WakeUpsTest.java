package io.sockspan.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.TestRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WakeUpsTest {
    @TempDir
    Path proc;

    @ParameterizedTest
    @CsvSource({"117 23 4, true", "0 0 0, false"})
    void areDatedIfTheKernelAccountsForTheDelay(String line, boolean dated) throws IOException {
        Path schedstat = Files.writeString(proc.resolve("schedstat"), line + "\n");

        assertThat(areDated(schedstat)).isEqualTo(dated);
    }

    @Test
    void areNotDatedWithoutTheFile() {
        assertThat(areDated(proc.resolve("schedstat"))).isFalse();
    }

    private static boolean areDated(Path schedstat) {
        try (WakeUps wakeUps = WakeUps.open(
                schedstat.toString(),
                System.nanoTime(),
                TestRecorder.kernel(),
                TestRecorder.recording().own())) {
            wakeUps.beforeWait();
            return wakeUps.areDated();
        }
    }
}
