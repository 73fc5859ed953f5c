package io.sockspan.report;

/** Escapes text for HTML. Pure functions. */
final class Html {
    private Html() {}

    /** Escapes for the content of elements, and for attributes in double quotes. */
    static String escape(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&':
                    html.append("&amp;");
                    break;
                case '<':
                    html.append("&lt;");
                    break;
                case '>':
                    html.append("&gt;");
                    break;
                case '"':
                    html.append("&quot;");
                    break;
                default:
                    html.append(c);
            }
        }
        return html.toString();
    }
}
