package io.sockspan.report;

import io.sockspan.leak.Suspect;
import io.sockspan.owners.Findings;
import io.sockspan.track.Snapshot;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The report as one self-contained HTML page: it includes its styles, scripts and data, and its content security policy allows no request
 * and no other script. The most important parts, the suspects and the numbers in the header, are plain HTML, and so are visible where
 * scripts may not run.
 *
 * <p>Pure functions; they may be called on any thread.
 */
public final class HtmlReport {
    private static final HtmlTemplate PAGE = new HtmlTemplate("page.html");

    private HtmlReport() {}

    /**
     * Writes the page, and flushes the writer without closing it. The writer must encode it as UTF-8.
     *
     * @param application what the page calls the JVM, such as its main class or jar
     * @throws IOException if the writer throws one; a part of the page may have been written then
     */
    public static void render(Snapshot snapshot, List<Suspect> suspects, String application, Writer out)
            throws IOException {
        render(snapshot, suspects, null, application, out);
    }

    /**
     * The same with who holds the suspects.
     *
     * @param findings null if nobody searched for holders
     */
    public static void render(
            Snapshot snapshot, List<Suspect> suspects, Findings findings, String application, Writer out)
            throws IOException {
        PageSockets sockets = PageSockets.of(snapshot, suspects);
        PageAssets assets = PageAssets.load();
        PAGE.render(out, (name, to) -> {
            switch (name) {
                case "policy":
                    to.append(assets.contentSecurityPolicy());
                    return;
                case "style":
                    to.append(assets.style);
                    return;
                case "theme":
                    to.append(assets.theme);
                    return;
                case "script":
                    to.append(assets.script);
                    return;
                case "application":
                    to.append(Html.escape(Names.clean(application)));
                    return;
                case "takenAt":
                    to.append(takenAt(snapshot).toString());
                    return;
                case "facts":
                    FactsHtml.render(snapshot, sockets, to);
                    return;
                case "suspects":
                    SuspectHtml.render(suspects, snapshot.takenAt, findings, to);
                    return;
                case "data":
                    PageData.write(snapshot, sockets, suspects, out);
                    return;
                default:
                    throw new IllegalStateException("the page has an unknown part, " + name);
            }
        });
        out.flush();
    }

    private static Instant takenAt(Snapshot snapshot) {
        long epoch = snapshot.clock.epochNanos(snapshot.takenAt);
        return Instant.ofEpochSecond(0, epoch).truncatedTo(ChronoUnit.SECONDS);
    }
}
