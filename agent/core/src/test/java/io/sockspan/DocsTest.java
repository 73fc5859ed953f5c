package io.sockspan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.config.Options;
import io.sockspan.leak.LeakKind;
import io.sockspan.telemetry.DocumentedTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what the code says. Where a table differs, the expected text is what belongs between the markers. */
class DocsTest {
    /** GitHub shows more, but nobody reads more. */
    private static final int README_BYTES = 16 * 1024;

    private final Repository repository = new Repository();

    DocsTest() throws IOException {}

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(repository.document("README.md").bytes()).isLessThan(README_BYTES);
    }

    @Test
    void listsTheOptions() throws IOException {
        assertThat(repository.document("agent/docs/options.md").block("options"))
                .isEqualTo(Options.markdownTable());
    }

    @Test
    void listsTheAttributes() throws IOException {
        assertThat(repository.document("agent/docs/telemetry.md").block("attributes"))
                .isEqualTo(DocumentedTelemetry.attributesTable());
    }

    @Test
    void listsTheMetrics() throws IOException {
        assertThat(repository.document("agent/docs/telemetry.md").block("metrics"))
                .isEqualTo(DocumentedTelemetry.metricsTable());
    }

    @Test
    void explainsEverySpan() throws IOException {
        assertThat(repository.document("agent/docs/telemetry.md").namesIn("spans"))
                .containsExactlyInAnyOrderElementsOf(DocumentedTelemetry.spanNames());
    }

    @Test
    void explainsEveryVerdict() throws IOException {
        List<String> kinds = Stream.of(LeakKind.values()).map(LeakKind::label).toList();
        assertThat(repository.document("agent/docs/verdicts.md").namesIn("verdicts"))
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void everyPackageHasOneLine() throws IOException {
        List<String> lines = repository.document("agent/docs/architecture.md").firstCells().stream()
                .filter(cell -> cell.startsWith("io.sockspan."))
                .toList();
        assertThat(lines).containsExactlyInAnyOrderElementsOf(repository.mainPackages());
    }

    /** Whoever renames a class finds here where a reader is led to it by its old name. */
    @Test
    void everyClassThatTheDocumentsNameIsThere() throws IOException {
        for (String path : List.of("agent/docs/architecture.md", "agent/docs/glossary.md", ".github/CONTRIBUTING.md")) {
            for (String name : repository.document(path).classNames()) {
                assertThat(repository.hasClass(name) || Repository.isOfTheJdk(name))
                        .as("%s names %s", path, name)
                        .isTrue();
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Document> documents = repository.documents();
        assertThat(documents).hasSizeGreaterThan(8);
        for (Document document : documents) {
            for (String link : document.links()) {
                assertThat(repository.resolves(document, link))
                        .as("%s links to %s", document.path(), link)
                        .isTrue();
            }
        }
    }
}
