package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;

class HookTableTest {
    /** Writes what the file should be into the folder of the build, to be copied over it. */
    @Test
    void theFileSaysWhatTheAdviceSays() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (String target : Instrumentations.TARGETS) {
            for (Hook hook : Instrumentations.hooks(target)) {
                expected.append(target)
                        .append(' ')
                        .append(AdviceReader.read(hook))
                        .append('\n');
            }
        }
        Path written = Paths.get("target", HookTable.FILE);
        Files.write(written, expected.toString().getBytes(StandardCharsets.US_ASCII));

        assertThat(HookTable.read())
                .as("copy %s into the resources of this package", written)
                .isEqualTo(expected.toString());
    }
}
