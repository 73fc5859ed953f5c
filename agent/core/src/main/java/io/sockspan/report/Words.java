package io.sockspan.report;

/** Grammar and line breaks. Pure functions. */
final class Words {
    private Words() {}

    /** {@code 1 event}, {@code 2 events}; for nouns that take an s. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width);
    }

    static String stripEnd(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        return line.substring(0, end);
    }

    /** Appends the text with each line indented, broken between words at the width. */
    static void wrap(StringBuilder out, String indent, String text, int width) {
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > width) {
                out.append('\n');
                column = 0;
            }
            out.append(column == 0 ? indent : " ").append(word);
            column += (column == 0 ? indent.length() : 1) + word.length();
        }
        out.append('\n');
    }

    /** @param processors how much of a processor the process may use */
    static String scarce(double processors) {
        return Math.round(processors * 100) / 100.0
                + " of a processor for this process: the agent starts later and sweeps less often";
    }
}
