package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.owners.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out the text of {@link SuspectText}: the headline stays visible, the circumstances and the remedy stand on one side, the example
 * with its stack on the other. Lines with a deep indent are code.
 */
final class SuspectHtml {
    private static final String CODE = "      ";

    private final Suspect suspect;
    private final String headline;
    private final List<String> facts = new ArrayList<>();
    private final List<String> code = new ArrayList<>();
    /** The code; empty if there is none. */
    private String caption = "";

    private SuspectHtml(Suspect suspect, long now, SuspectText wording) {
        this.suspect = suspect;
        String[] lines = wording.accusation(suspect, now).split("\n");
        headline = lines[0];
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].startsWith(CODE)) {
                code.add(lines[i].trim());
            } else if (i + 1 < lines.length && lines[i + 1].startsWith(CODE)) {
                if (!caption.isEmpty()) {
                    // The fields that hold the sockets, after the stack.
                    code.add("");
                    code.add(lines[i].trim());
                } else {
                    caption = lines[i].trim();
                }
            } else {
                facts.add(lines[i].trim());
            }
        }
    }

    /**
     * All suspects; the first one is expanded.
     *
     * @param findings who holds the sockets; null if nobody searched for holders
     */
    static void render(List<Suspect> suspects, long now, Findings findings, Appendable out) throws IOException {
        if (suspects.isEmpty()) {
            out.append("<p class=\"innocent\">")
                    .append(Html.escape(
                            new TextReport("").suspects(suspects, now).trim()))
                    .append("</p>\n");
        }
        SuspectText wording = new SuspectText(Integer.MAX_VALUE, findings);
        for (int i = 0; i < suspects.size(); i++) {
            new SuspectHtml(suspects.get(i), now, wording).render(now, i == 0, out);
        }
    }

    private void render(long now, boolean open, Appendable out) throws IOException {
        String kind = suspect.kind == LeakKind.DROPPED ? "suspect certain" : "suspect";
        out.append("<details class=\"").append(kind).append("\" data-fingerprint=\"");
        out.append(Html.escape(suspect.fingerprint)).append(open ? "\" open>\n" : "\">\n");
        summary(now, out);
        out.append("<div class=\"case\">\n<div class=\"seen\">\n");
        for (int i = 0; i < facts.size(); i++) {
            // The last sentence is the remedy.
            paragraph(i == facts.size() - 1 ? "advice" : "fact", facts.get(i), out);
        }
        out.append("</div>\n");
        if (!code.isEmpty()) {
            out.append("<div class=\"exhibit\">\n");
            paragraph("caption", caption, out);
            out.append("<pre>").append(Html.escape(String.join("\n", code))).append("</pre>\n</div>\n");
        }
        out.append("</div>\n</details>\n");
    }

    private void summary(long now, Appendable out) throws IOException {
        int colon = headline.indexOf(": ");
        out.append("<summary><span class=\"verdict\">")
                .append(Html.escape(headline.substring(0, colon)))
                .append("</span> <span class=\"headline\">")
                .append(Html.escape(headline.substring(colon + 2)))
                .append("</span>");
        if (suspect.since != Long.MIN_VALUE && suspect.kind != LeakKind.DESCRIPTORS) {
            out.append(" <span class=\"age\">")
                    .append(Times.age(now - suspect.since))
                    .append("</span>");
        }
        out.append("</summary>\n");
    }

    private static void paragraph(String kind, String text, Appendable out) throws IOException {
        out.append("<p class=\"")
                .append(kind)
                .append("\">")
                .append(Html.escape(text))
                .append("</p>\n");
    }
}
