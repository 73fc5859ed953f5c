package io.sockspan.command;

import io.sockspan.owners.Findings;
import io.sockspan.protocol.Question;
import io.sockspan.report.HtmlReport;
import io.sockspan.report.JsonReport;
import io.sockspan.report.SocketFilter;
import io.sockspan.report.SocketOrder;
import io.sockspan.report.TextReport;
import io.sockspan.report.TransitionText;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Renders the answers to commands. Pure functions of a view and a question. */
final class Answers {
    private Answers() {}

    /**
     * A table of the open sockets, or JSON.
     *
     * <p>{@code state}, {@code role}: names separated by commas. {@code port}. {@code older-than}: nanoseconds. {@code suspects}, {@code
     * json}: {@code true}. {@code wide}: {@code true} for a second table, with what the kernel knows of each connection. {@code sort}: a {@link SocketOrder}, by id if absent. {@code width}: columns.
     */
    static String sockets(View view, Question question) {
        List<SocketSnapshot> sockets = filter(view, question).open(view.snapshot);
        for (SocketOrder order : question.constants("sort", SocketOrder.class)) {
            sockets.sort(order.comparator());
        }
        if (question.isTrue("json")) {
            return JsonReport.sockets(view.snapshot, sockets, view.suspects) + "\n";
        }
        TextReport text = text(view, question);
        return text.header(view.snapshot, view.suspects)
                + (sockets.isEmpty()
                        ? (view.snapshot.open.isEmpty() ? "No socket is open.\n" : "No open socket is like that.\n")
                        : text.table(sockets, view.suspects, view.snapshot.takenAt)
                                + (question.isTrue("wide") ? "\n" + text.statistics(view.snapshot, sockets) : ""));
    }

    /**
     * Everything about one socket, open or ended: {@code id}, {@code json}, {@code width}.
     *
     * @throws IllegalArgumentException if no socket has that id, or it is no longer kept
     */
    static String socket(View view, Question question) {
        long id = question.number("id", -1);
        for (List<SocketSnapshot> sockets : Arrays.asList(view.snapshot.open, view.snapshot.ended)) {
            for (SocketSnapshot socket : sockets) {
                if (socket.id == id) {
                    return question.isTrue("json")
                            ? JsonReport.socket(view.snapshot, socket) + "\n"
                            : text(view, question).whole(view.snapshot, socket, view.suspects);
                }
            }
        }
        throw new IllegalArgumentException("no socket has the id " + id + "; sockets that have ended are kept up to"
                + " the limit of the option history");
    }

    /** The number of suspects on a line of its own; then a paragraph for each, or JSON: {@code json}, {@code width}. */
    static String leaks(View view, Question question) {
        return leaks(view, null, question);
    }

    /** @param findings who holds the sockets; null if nobody searched for holders */
    static String leaks(View view, Findings findings, Question question) {
        String suspects = question.isTrue("json")
                ? JsonReport.suspects(view.snapshot, view.suspects, findings) + "\n"
                : suspects(view, findings, question);
        return view.suspects.size() + "\n" + suspects;
    }

    /** A paragraph for each suspect. */
    static String suspects(View view, Findings findings, Question question) {
        return text(view, question).suspects(view.suspects, view.snapshot.takenAt, findings);
    }

    /** A line for each transition of every kept socket, open or ended, in the order of time: {@code width}. */
    static String events(View view, Question question) {
        TransitionText text = new TransitionText(view.snapshot.clock, ZoneId.systemDefault(), width(question));
        List<Map.Entry<SocketSnapshot, Transition>> events = new ArrayList<>();
        for (List<SocketSnapshot> sockets : Arrays.asList(view.snapshot.ended, view.snapshot.open)) {
            for (SocketSnapshot socket : sockets) {
                for (Transition change : socket.transitions) {
                    events.add(new AbstractMap.SimpleImmutableEntry<>(socket, change));
                }
            }
        }
        events.sort((one, other) -> Long.signum(one.getValue().latest - other.getValue().latest));
        StringBuilder lines = new StringBuilder(text.header());
        for (Map.Entry<SocketSnapshot, Transition> event : events) {
            lines.append(text.change(event.getKey(), event.getValue()));
        }
        return lines.toString();
    }

    /** The width of the terminal in columns. */
    static int width(Question question) {
        return (int) question.number("width", TextReport.WIDTH);
    }

    /** The report as text. */
    static String text(View view) {
        return new TextReport(view.application).full(view.snapshot, view.suspects);
    }

    /** The report as JSON. */
    static String json(View view) {
        return JsonReport.render(view.snapshot, view.suspects, false);
    }

    /** The report as an HTML page. */
    static String html(View view) {
        return html(view, null);
    }

    /** @param findings who holds the sockets; null if nobody searched for holders */
    static String html(View view, Findings findings) {
        StringWriter page = new StringWriter();
        try {
            HtmlReport.render(view.snapshot, view.suspects, findings, view.application, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString();
    }

    private static SocketFilter filter(View view, Question question) {
        SocketFilter filter = new SocketFilter();
        if (question.has("state")) {
            filter.states(EnumSet.copyOf(question.constants("state", TcpState.class)));
        }
        if (question.has("role")) {
            filter.roles(EnumSet.copyOf(question.constants("role", Role.class)));
        }
        if (question.has("port")) {
            filter.port((int) question.number("port", 0));
        }
        if (question.has("older-than")) {
            filter.olderThan(question.number("older-than", 0), view.snapshot.takenAt);
        }
        if (question.isTrue("suspects")) {
            filter.suspects(view.suspects);
        }
        return filter;
    }

    private static TextReport text(View view, Question question) {
        return new TextReport(view.application, width(question));
    }
}
