package io.sockspan.report;

import io.sockspan.owners.Finding;
import io.sockspan.owners.Findings;
import io.sockspan.owners.Holder;
import io.sockspan.owners.Step;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes who holds a group of sockets. Immutable. */
final class HolderText {
    /** Lines of one way at most. */
    private static final int LINES = 8;

    private static final int WAYS = 3;
    /** Blanks between a field and the type of its value. */
    private static final int GAP = 4;

    private static final String NOBODY = "No field or thread that was looked at holds it: a local variable, or nobody.";

    private final Findings findings;
    private final int width;

    HolderText(Findings findings, int width) {
        this.findings = findings;
        this.width = width;
    }

    /** The sockets of the same role that are held in the same way, the largest group first; those that were not searched for are left out. */
    List<List<SocketSnapshot>> groups(List<SocketSnapshot> sockets) {
        Map<String, List<SocketSnapshot>> groups = new LinkedHashMap<>();
        for (SocketSnapshot socket : sockets) {
            Finding finding = findings.bySocket.get(socket.id);
            if (finding != null) {
                groups.computeIfAbsent(socket.role + "\n" + finding.key(), none -> new ArrayList<>())
                        .add(socket);
            }
        }
        List<List<SocketSnapshot>> sorted = new ArrayList<>(groups.values());
        sorted.sort((one, other) -> other.size() - one.size());
        return sorted;
    }

    /** Appends a paragraph about each way by which these sockets are held. */
    void append(StringBuilder text, List<SocketSnapshot> sockets) {
        List<List<SocketSnapshot>> groups = groups(sockets);
        for (int i = 0; i < groups.size() && i < WAYS; i++) {
            append(text, groups.get(i), groups.stream().mapToInt(List::size).sum());
        }
        if (groups.size() > WAYS) {
            say(
                    text,
                    Words.count(groups.size() - WAYS, "more way") + " by which others are held; see sockspan owners.");
        }
    }

    /** Whether all of the sockets are held by one collection. */
    boolean isCollection(List<SocketSnapshot> sockets) {
        List<List<SocketSnapshot>> groups = groups(sockets);
        if (groups.size() != 1) {
            return false;
        }
        Holder holder = findings.bySocket.get(groups.get(0).get(0).id).holder;
        return holder != null && holder.owner.isCollection;
    }

    /** @param of how many sockets there are in all */
    void append(StringBuilder text, List<SocketSnapshot> group, int of) {
        Finding finding = findings.bySocket.get(group.get(0).id);
        String subject = subject(group.size(), of);
        if (finding.holder == null && finding.user != null) {
            say(text, subject + (group.size() == 1 ? " is" : " are") + " held by no field that was looked at.");
        } else if (finding.holder == null) {
            say(
                    text,
                    of == 1
                            ? NOBODY
                            : subject + (group.size() == 1 ? " is" : " are") + " held by no field or thread that"
                                    + " was looked at: by a local variable, or nobody.");
        } else {
            Holder holder = finding.holder;
            String name = Names.clean(holder.owner.place) + (holder.owner.isStatic ? " (static)" : "");
            say(text, subject + (group.size() == 1 ? " is" : " are") + " held by " + name + ":");
            steps(text, holder.steps);
            if (holder.remark != null) {
                say(text, Names.clean(holder.remark));
            }
        }
        if (finding.user != null) {
            say(text, (of == 1 ? "" : "For example " + group.get(0).id + ": ") + Names.clean(finding.user));
        }
    }

    private static String subject(int count, int of) {
        if (of == 1) {
            return "It";
        }
        if (count == of) {
            return count == 2 ? "Both" : "All " + count;
        }
        return count + " of " + of;
    }

    /** A line for each field. If there are too many, fields of the JDK and of libraries are left out first, then those in the middle. */
    private void steps(StringBuilder text, List<Step> all) {
        List<Step> steps = new ArrayList<>(all);
        for (int i = steps.size() - 2; i > 0 && steps.size() > LINES - 1; i--) {
            if (!steps.get(i).ofApplication) {
                steps.remove(i);
            }
        }
        while (steps.size() > LINES - 1) {
            steps.remove(1);
        }
        boolean fits = steps.stream().allMatch(step -> fits(place(step, true), step));
        int column = steps.stream()
                .mapToInt(step -> place(step, fits).length())
                .max()
                .orElse(0);
        int skipped = all.size() - steps.size();
        for (int i = 0; i < steps.size(); i++) {
            if (i == 1 && skipped > 0) {
                text.append(StackText.INDENT).append("... ").append(skipped).append(" more\n");
            }
            String place = place(steps.get(i), fits);
            text.append(StackText.INDENT).append(place);
            for (int blank = place.length(); blank < column + GAP; blank++) {
                text.append(' ');
            }
            text.append(Names.clean(steps.get(i).type)).append('\n');
        }
    }

    private boolean fits(String place, Step step) {
        return StackText.INDENT.length() + place.length() + GAP + step.type.length() <= width;
    }

    /** The field of the JDK or a library stands without its package where lines would become too long. */
    private static String place(Step step, boolean whole) {
        String place = Names.clean(step.place);
        if (whole || step.ofApplication || place.startsWith("thread ")) {
            return place;
        }
        int member = place.lastIndexOf('.');
        int type = place.lastIndexOf('.', member - 1);
        return member < 0 || type < 0 ? place : place.substring(type + 1);
    }

    /** How much was looked at, and how much was not. */
    String extent() {
        StringBuilder text = new StringBuilder();
        String looked = Words.count(findings.objects, "object") + " looked at in " + Times.age(findings.nanos) + "; "
                + notFollowed()
                + (findings.unreadableClasses == 0
                        ? ""
                        : "; the fields of " + findings.unreadableClasses + " classes could not be read")
                + (findings.endedEarly ? "; the search ended early, at its limit" : "")
                + ". Local variables, virtual threads and soft references are not looked at.";
        Words.wrap(text, "", looked, width);
        return text.toString();
    }

    private String notFollowed() {
        if (findings.foundAll) {
            return "the search ended when all sockets were found, so other places may hold them as well";
        }
        return findings.notFollowed == 0
                ? "every reference was followed"
                : Words.count(findings.notFollowed, "reference") + " at " + Words.count(findings.cutPlaces, "place")
                        + " not followed, perhaps some to objects that were looked at";
    }

    private void say(StringBuilder text, String sentence) {
        Words.wrap(text, "  ", sentence, width);
    }
}
