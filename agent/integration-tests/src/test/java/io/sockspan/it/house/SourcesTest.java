package io.sockspan.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.it.house.Sources.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private static final int LINES_OF_A_FILE = 350;
    private static final int LINES_OF_A_METHOD = 50;

    /** Longer files, each with the reason why it stays whole. */
    private static final Map<String, String> LONG_FILES = Map.of(
            "agent/core/src/main/java/io/sockspan/tcp/TcpStateMachine.java",
            "the whole state machine of RFC 9293 is read in one place");

    /** Longer methods, each with the reason why it stays whole. */
    private static final Map<String, String> LONG_METHODS = Map.of();

    @Test
    void noFileIsLongerThanOneCanKeepInMind() throws IOException {
        List<Path> files = Sources.files();

        assertThat(files).hasSizeGreaterThan(300);
        assertThat(files)
                .filteredOn(file -> !LONG_FILES.containsKey(Sources.name(file)))
                .allSatisfy(file -> assertThat(lines(file))
                        .as("lines of %s", Sources.name(file))
                        .isLessThanOrEqualTo(LINES_OF_A_FILE));
    }

    @Test
    void noMethodIsLongerThanAScreen() throws IOException {
        List<Method> methods = Sources.methods();

        assertThat(methods).hasSizeGreaterThan(1_500);
        assertThat(methods)
                .filteredOn(method -> method.lines() > LINES_OF_A_METHOD && !LONG_METHODS.containsKey(method.where()))
                .isEmpty();
    }

    @Test
    void everyPackageSaysInAParagraphWhatItIsFor() throws IOException {
        assertThat(Sources.files().stream().map(Path::getParent).distinct())
                .hasSizeGreaterThan(25)
                .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                        .isRegularFile()
                        .content()
                        .as("the Javadoc of %s", Sources.name(folder))
                        .matches("(?s).*/\\*\\*.{60,}\\*/.*"));
    }

    private static long lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
