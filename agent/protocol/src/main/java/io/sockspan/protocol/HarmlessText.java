package io.sockspan.protocol;

/**
 * Makes text that comes from outside harmless for terminals and logs: names of hosts, threads and classes, command lines, versions, what
 * other hosts answer. Control characters (C0, DEL and C1, so all escape sequences), line and paragraph separators, invisible characters
 * and those that change the direction of writing (Unicode's categories Cc, Zl, Zp and Cf) and halves of surrogate pairs become question
 * marks. What is too long is cut. Pure functions.
 */
public final class HarmlessText {
    /** Enough for any name that a person still reads. */
    public static final int LONGEST_NAME = 1_000;

    private static final String CUT = "...";

    private HarmlessText() {}

    /** One line, of at most {@link #LONGEST_NAME} characters; tabs and line feeds are replaced, too. */
    public static String name(String text) {
        return line(text, LONGEST_NAME);
    }

    /** One line, of at most that many characters; tabs and line feeds are replaced, too. */
    public static String line(String text, int longest) {
        String cut = text.length() <= longest ? text : text.substring(0, longest - CUT.length()) + CUT;
        return replace(cut, false);
    }

    /** Lines; line feeds stay, and nothing is cut. */
    public static String lines(String text) {
        return replace(text, true);
    }

    /** JSON, with such characters in its strings escaped, so that programs read what was there. */
    public static String json(String text) {
        StringBuilder harmless = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c != '\n' && c != '\r' && c != '\t' && isHarmful(text, i);
            if (escape && harmless == null) {
                harmless = new StringBuilder(text.length() + 64).append(text, 0, i);
            }
            if (escape) {
                harmless.append(String.format("\\u%04x", (int) c));
            } else if (harmless != null) {
                harmless.append(c);
            }
        }
        return harmless == null ? text : harmless.toString();
    }

    private static String replace(String text, boolean keepLineFeeds) {
        StringBuilder harmless = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(text, i) && !(keepLineFeeds && c == '\n')) {
                if (harmless == null) {
                    harmless = new StringBuilder(text);
                }
                harmless.setCharAt(i, '?');
            }
        }
        return harmless == null ? text : harmless.toString();
    }

    private static boolean isHarmful(String text, int at) {
        char c = text.charAt(at);
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(at + 1))
                    || isHarmful(text.codePointAt(at));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)) || isHarmful(text.codePointAt(at - 1));
        }
        return isHarmful((int) c);
    }

    private static boolean isHarmful(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return true;
            default:
                // Java 8's Unicode knows fewer characters: tags and the later marks of direction.
                return codePoint >= 0xe0000 && codePoint <= 0xe0fff
                        || codePoint >= 0x2060 && codePoint <= 0x206f
                        || codePoint == 0x061c;
        }
    }
}
