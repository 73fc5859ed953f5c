package io.sockspan.report;

import io.sockspan.track.Snapshot;
import java.io.IOException;
import java.util.Collections;

/** The numbers in the page's header, a list item for each; an item is marked where the agent missed something. */
final class FactsHtml {
    private final Appendable out;

    private FactsHtml(Appendable out) {
        this.out = out;
    }

    static void render(Snapshot snapshot, PageSockets sockets, Appendable out) throws IOException {
        FactsHtml facts = new FactsHtml(out);
        facts.fact(Words.count(snapshot.open.size(), "socket") + " open", false);
        if (snapshot.nativeSockets() > 0) {
            facts.fact(Words.count(snapshot.nativeSockets(), "socket") + " of native code", false);
        }
        facts.fact(Words.count(snapshot.seen, "socket") + " seen since the start", false);
        if (sockets.shown.size() < sockets.known) {
            facts.fact("the newest " + sockets.shown.size() + " of " + sockets.known + " are on this page", true);
        }
        facts.fact(kernel(snapshot), !snapshot.kernelReadable);
        facts.fact(Words.count(snapshot.eventsDropped, "event") + " dropped", snapshot.eventsDropped > 0);
        facts.fact(Words.count(snapshot.hookFailures, "hook failure"), snapshot.hookFailures > 0);
        facts.fact(Words.count(snapshot.stacksSkipped, "stack") + " not taken", snapshot.stacksSkipped > 0);
        if (snapshot.endsNotFollowed > 0) {
            facts.fact(Words.count(snapshot.endsNotFollowed, "end") + " not followed", true);
        }
        if (snapshot.processors < 1) {
            facts.fact(Words.scarce(snapshot.processors), false);
        }
        if (snapshot.closesUnasked > 0) {
            facts.fact(Words.count(snapshot.closesUnasked, "close state") + " not read", true);
        }
        if (snapshot.handshakesUnfollowed > 0) {
            facts.fact(Words.count(snapshot.handshakesUnfollowed, "TLS handshake") + " not followed", true);
        }
    }

    /** In the words of the text report's header. */
    private static String kernel(Snapshot snapshot) {
        return new TextReport("")
                .header(snapshot, Collections.emptyList())
                .trim()
                .split(" {4}")[1];
    }

    private void fact(String text, boolean doubt) throws IOException {
        out.append(doubt ? "<li class=\"doubt\">" : "<li>")
                .append(Html.escape(text))
                .append("</li>\n");
    }
}
