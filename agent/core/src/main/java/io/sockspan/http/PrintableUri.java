package io.sockspan.http;

/** Formats a URI for people, without user name, password and query, which may be secrets. */
public final class PrintableUri {
    private static final int LONGEST = 200;

    private PrintableUri() {}

    /** Accepts any text; of a text that is not a URI, it removes the part before an {@code @} or after a {@code ?}. */
    public static String of(String uri) {
        String text = uri;
        int end = end(text);
        if (end < text.length()) {
            text = text.substring(0, end);
        }
        int authority = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3;
        int slash = text.indexOf('/', authority);
        int at = text.lastIndexOf('@', slash < 0 ? text.length() : slash);
        if (at >= authority) {
            text = text.substring(0, authority) + text.substring(at + 1);
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static int end(String text) {
        int query = text.indexOf('?');
        int fragment = text.indexOf('#');
        int end = text.length();
        end = query < 0 ? end : Math.min(end, query);
        return fragment < 0 ? end : Math.min(end, fragment);
    }
}
