package io.sockspan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document in Markdown. */
final class Document {
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    /** A name in capitals only is a TCP state. Names of the JDK's internal classes stand with their package. */
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");

    private final Path file;
    private final String text;

    Document(Path file) throws IOException {
        this.file = file;
        this.text = Files.readString(file);
    }

    Path path() {
        return file;
    }

    int bytes() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What stands between the lines {@code <!-- name -->} and {@code <!-- end of name -->}. */
    String block(String name) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        assertThat(text).contains(begin, end);
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    /** What stands as code in the first cells of a block's table. */
    List<String> namesIn(String block) {
        return groups(FIRST_CELL, block(block));
    }

    /** What stands as code in the first cells of all tables. */
    List<String> firstCells() {
        return groups(FIRST_CELL, text);
    }

    /** The names of classes, without a package, that stand as code in the text. */
    List<String> classNames() {
        return groups(CLASS_NAME, prose());
    }

    List<String> links() {
        return groups(LINK, prose());
    }

    /** Whether there is a heading that GitHub gives this anchor. */
    boolean hasAnchor(String anchor) {
        return groups(HEADING, prose()).stream().map(Document::anchorOf).anyMatch(anchor::equals);
    }

    private static String anchorOf(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private String prose() {
        return CODE_BLOCK.matcher(text).replaceAll("");
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
