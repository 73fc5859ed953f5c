package io.sockspan.report;

import io.sockspan.owners.Findings;
import io.sockspan.owners.SearchCost;
import io.sockspan.track.SocketSnapshot;
import java.util.Collections;
import java.util.List;

/** The answer to who holds which sockets, as text. Pure functions. */
public final class OwnersText {
    private OwnersText() {}

    /**
     * A paragraph for each way by which sockets are held, the one with most sockets first; and how much was looked at.
     *
     * @param findings null if there was nothing to search for
     */
    public static String render(List<SocketSnapshot> sockets, Findings findings, int width) {
        if (findings == null) {
            return "No socket is open.\n";
        }
        HolderText holders = new HolderText(findings, width);
        StringBuilder text = new StringBuilder();
        for (List<SocketSnapshot> group : holders.groups(sockets)) {
            SocketGroup like = SocketGroup.leftOpen(group);
            text.append(like.who()).append(like.states()).append('\n');
            holders.append(text, group);
            if (sockets.size() > 1) {
                Words.wrap(text, "  ", ids(group), width);
            }
            text.append('\n');
        }
        return text.append(holders.extent()).toString();
    }

    private static String ids(List<SocketSnapshot> group) {
        StringBuilder ids = new StringBuilder(group.size() == 1 ? "Its id is " : "Their ids are ");
        int shown = Math.min(10, group.size());
        for (int i = 0; i < shown; i++) {
            ids.append(i == 0 ? "" : ", ").append(group.get(i).id);
        }
        return ids.append(shown < group.size() ? " and " + (group.size() - shown) + " more." : ".")
                .toString();
    }

    /** What a search would do to the JVM. */
    public static String cost(SearchCost cost, int open, int width) {
        StringBuilder text = new StringBuilder();
        for (String sentence : sentences(cost, open)) {
            Words.wrap(text, "", sentence, width);
        }
        return text.toString();
    }

    private static List<String> sentences(SearchCost cost, int open) {
        return Collections.singletonList("To search for the holders of " + Words.count(open, "socket")
                + ", a thread of the agent reads the fields of the objects that can be reached from the static fields of "
                + cost.loadedClasses + " classes and from the threads, " + cost.objects + " objects and " + cost.seconds
                + " s at most, with " + (cost.bytes >> 20)
                + " MB of its own. It stops no thread and calls no method of the"
                + " objects. The JVM loads the types of the fields of these classes, through the application's class"
                + " loaders, and keeps them. Searches made so far: " + cost.searches + ".");
    }
}
