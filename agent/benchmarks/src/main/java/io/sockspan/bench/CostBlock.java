package io.sockspan.bench;

/** The part of a document between {@code <!-- cost -->} and {@code <!-- end of cost -->}. */
final class CostBlock {
    private static final String BEGIN = "<!-- cost -->\n";
    private static final String END = "<!-- end of cost -->";

    private CostBlock() {}

    static String replaced(String document, String block) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the document has no lines " + BEGIN.trim() + " and " + END);
        }
        return document.substring(0, begin + BEGIN.length()) + block + document.substring(end);
    }
}
