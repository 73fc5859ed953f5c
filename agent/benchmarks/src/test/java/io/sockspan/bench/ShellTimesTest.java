package io.sockspan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTimesTest {
    @Test
    void addsUserAndKernelTime() {
        assertThat(ShellTimes.of("result main=1\n\ntimes\n0m9s 0m9s\n1m2.500s 0m0.25s\n"))
                .isEqualTo(62.75, within(1e-9));
        assertThat(ShellTimes.of("result main=1\n")).isNaN();
    }

    @Test
    void theShellPrintsThemAndPassesTheExitCodeOn() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ShellTimes.prefix());
        command.addAll(List.of("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 3"));
        Process process = new ProcessBuilder(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(ShellTimes.of(output)).isPositive();
    }
}
