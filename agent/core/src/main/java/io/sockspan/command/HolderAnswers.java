package io.sockspan.command;

import io.sockspan.owners.Findings;
import io.sockspan.owners.OwnerSearch;
import io.sockspan.protocol.Question;
import io.sockspan.report.JsonOwners;
import io.sockspan.report.OwnersText;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Answers who holds which sockets. For all threads. */
final class HolderAnswers {
    private final OwnerSearch search;
    private final Supplier<View> views;

    /** @param views takes a new view at each call */
    HolderAnswers(OwnerSearch search, Supplier<View> views) {
        this.search = search;
        this.views = views;
    }

    /**
     * {@code id}, or {@code suspects}, or neither for all open sockets; {@code json}, {@code width}. With {@code dry}: what the search would
     * do, after the number of earlier searches on a line of its own.
     *
     * @throws IllegalArgumentException if no open socket has that id
     * @throws IllegalStateException if it cannot be done
     */
    String owners(Question question) {
        View view = views.get();
        List<SocketSnapshot> sockets = selected(view, question);
        if (question.isTrue("dry")) {
            return search.cost().searches + "\n"
                    + OwnersText.cost(search.cost(), sockets.size(), Answers.width(question));
        }
        Findings findings = find(sockets);
        if (question.isTrue("json")) {
            return JsonOwners.render(sockets, findings) + "\n";
        }
        if (question.isTrue("suspects")) {
            return Answers.suspects(view, findings, question);
        }
        return OwnersText.render(sockets, findings, Answers.width(question));
    }

    /** As {@link Answers#leaks}, with the holders. */
    String leaks(Question question) {
        View view = views.get();
        return Answers.leaks(view, find(suspects(view)), question);
    }

    /** The report as an HTML page, with the holders of the suspects. */
    String html() {
        View view = views.get();
        return Answers.html(view, find(suspects(view)));
    }

    /** Who holds the sockets that a test left open; null if it cannot be found out, since the test's failure matters more. */
    Findings ofLeftOpen(Set<Long> ids) {
        List<SocketSnapshot> sockets = new ArrayList<>(views.get().snapshot.open);
        sockets.removeIf(socket -> !ids.contains(socket.id));
        try {
            return find(sockets);
        } catch (IllegalStateException notThisTime) {
            return null;
        }
    }

    /**
     * Only those that are still open afterwards are found: the number of another may belong to another socket by now.
     *
     * @return null if there is nothing to search for
     */
    private Findings find(List<SocketSnapshot> sockets) {
        if (sockets.isEmpty()) {
            return null;
        }
        Findings findings = search.search(numbers(sockets));
        Set<Long> open = new HashSet<>();
        views.get().snapshot.open.forEach(socket -> open.add(socket.id));
        return findings.only(open);
    }

    private static List<SocketSnapshot> suspects(View view) {
        return selected(view, new Question("owners").with("suspects", true));
    }

    private static List<SocketSnapshot> selected(View view, Question question) {
        List<SocketSnapshot> sockets = new ArrayList<>(view.snapshot.open);
        if (question.isTrue("suspects")) {
            Set<Long> suspects = new HashSet<>();
            view.suspects.forEach(suspect -> suspect.sockets.forEach(socket -> suspects.add(socket.id)));
            sockets.removeIf(socket -> !suspects.contains(socket.id));
        }
        if (question.has("id")) {
            long id = question.number("id", -1);
            sockets.removeIf(socket -> socket.id != id);
            if (sockets.isEmpty()) {
                throw new IllegalArgumentException("no open socket has the id " + id);
            }
        }
        return sockets;
    }

    private static Map<Long, Integer> numbers(List<SocketSnapshot> sockets) {
        Map<Long, Integer> numbers = new HashMap<>();
        sockets.forEach(socket -> numbers.put(socket.id, socket.descriptor));
        return numbers;
    }
}
