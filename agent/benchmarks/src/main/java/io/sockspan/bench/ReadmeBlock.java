package io.sockspan.bench;

/** The part of the README between {@code <!-- cost -->} and {@code <!-- end of cost -->}. */
final class ReadmeBlock {
    private static final String BEGIN = "<!-- cost -->\n";
    private static final String END = "<!-- end of cost -->";

    private ReadmeBlock() {}

    static String replaced(String readme, String block) {
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the README has no lines " + BEGIN.trim() + " and " + END);
        }
        return readme.substring(0, begin + BEGIN.length()) + block + readme.substring(end);
    }
}
