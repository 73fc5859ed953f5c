package io.sockspan.report;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {{named}}} places in it. A text that fills a place is not searched for places. Immutable. */
final class HtmlTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final String text;

    /** @param resource its name, see {@link PageAssets#read} */
    HtmlTemplate(String resource) {
        this.text = PageAssets.read(resource);
    }

    /** Writes the content of a place. */
    interface Filling {
        void fill(String place, Appendable out) throws IOException;
    }

    void render(Appendable out, Filling filling) throws IOException {
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            out.append(text, from, place.start());
            filling.fill(place.group(1), out);
            from = place.end();
        }
        out.append(text, from, text.length());
    }
}
