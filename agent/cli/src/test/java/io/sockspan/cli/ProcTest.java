package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the process that runs the tests. */
class ProcTest {
    private static final int PID = (int) ProcessHandle.current().pid();

    @Test
    void countsDescriptorsUpToTheLimit() throws IOException {
        int[] before = Proc.descriptors(PID).orElseThrow();
        List<FileInputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                open.add(new FileInputStream("/dev/null"));
            }
            int[] after = Proc.descriptors(PID).orElseThrow();
            assertThat(after[0]).isBetween(before[0] + 40, after[1]);
            assertThat(after[1]).isPositive().isLessThanOrEqualTo(after[2]);
        } finally {
            for (FileInputStream file : open) {
                file.close();
            }
        }
    }

    @Test
    void readsTheBeginningOfAnyFile() {
        assertThat(Proc.line(PID, "comm")).isNotEmpty();
        assertThat(Proc.command(PID)).isNotEmpty();
        assertThat(Proc.status(PID, "Pid")).isEqualTo(String.valueOf(PID));
        assertThat(Proc.line(PID, "no such file")).isEmpty();
    }
}
