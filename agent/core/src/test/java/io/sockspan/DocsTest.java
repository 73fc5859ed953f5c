package io.sockspan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.config.Options;
import io.sockspan.leak.LeakKind;
import io.sockspan.telemetry.DocumentedTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's tables say what the code says. Where they differ, the expected text is what belongs between the markers. */
class ReadmeTest {
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    private final String readme = Files.readString(root().resolve("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void listsTheOptions() {
        assertThat(block("options")).isEqualTo(Options.markdownTable());
    }

    @Test
    void listsTheAttributes() {
        assertThat(block("attributes")).isEqualTo(DocumentedTelemetry.attributesTable());
    }

    @Test
    void listsTheMetrics() {
        assertThat(block("metrics")).isEqualTo(DocumentedTelemetry.metricsTable());
    }

    @Test
    void explainsEverySpan() {
        assertThat(names("spans")).containsExactlyInAnyOrderElementsOf(DocumentedTelemetry.spanNames());
    }

    @Test
    void explainsEveryVerdict() {
        List<String> kinds = Stream.of(LeakKind.values()).map(LeakKind::label).toList();
        assertThat(names("verdicts")).containsExactlyInAnyOrderElementsOf(kinds);
    }

    private List<String> names(String block) {
        return FIRST_CELL
                .matcher(block(block))
                .results()
                .map((MatchResult cell) -> cell.group(1))
                .toList();
    }

    private String block(String name) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        assertThat(readme).contains(begin, end);
        int from = readme.indexOf(begin) + begin.length();
        return readme.substring(from, readme.indexOf(end, from));
    }

    /** Tests run in the module's directory, wherever the build was started. */
    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("README.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
