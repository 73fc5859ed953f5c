package io.sockspan.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours finished text without moving its columns. Pure functions. */
final class Colours {
    private static final String RED = "31";
    private static final String BOLD_RED = "1;31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String CYAN = "36";
    private static final String BOLD = "1";

    private static final Pattern WORDS =
            Pattern.compile("(?<accusation>\\b(?:SUSPECTED )?(?:LEAK|SUSPECT) [0-9a-f]{8}\\b)"
                    + "|(?<stuck>\\bCLOSE_WAIT\\b\\??)"
                    + "|(?<well>\\bESTABLISHED\\b\\??)"
                    + "|(?<listening>\\bLISTEN\\b\\??)"
                    + "|(?<passing>\\b(?:SYN_SENT|SYN_RECEIVED|FIN_WAIT_1|FIN_WAIT_2|CLOSING|LAST_ACK|TIME_WAIT)\\b\\??)"
                    + "|(?<header>(?m:^ *(?:ID SIDE|PID) .*$))");

    private Colours() {}

    /** The same text with ANSI escape sequences. */
    static String paint(String text) {
        Matcher matcher = WORDS.matcher(text);
        StringBuffer painted = new StringBuffer();
        while (matcher.find()) {
            String word = "\u001b[" + colour(matcher) + "m" + matcher.group() + "\u001b[0m";
            matcher.appendReplacement(painted, Matcher.quoteReplacement(word));
        }
        return matcher.appendTail(painted).toString();
    }

    private static String colour(Matcher matcher) {
        if (matcher.group("accusation") != null) {
            return BOLD_RED;
        }
        if (matcher.group("stuck") != null) {
            return RED;
        }
        if (matcher.group("well") != null) {
            return GREEN;
        }
        if (matcher.group("listening") != null) {
            return CYAN;
        }
        return matcher.group("passing") != null ? YELLOW : BOLD;
    }
}
