package io.sockspan.report;

import io.sockspan.leak.Announcer;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.owners.Findings;
import io.sockspan.stack.FrameName;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.track.SocketSnapshot;

/**
 * Describes a suspect to a person: its condition, the line of code that opened it, and the remedy. Immutable; times passed in are {@link
 * System#nanoTime()} values.
 */
public final class SuspectText implements Announcer.Wording {
    private static final String INDENT = "  ";
    private static final int FRAMES = 5;

    private final int width;
    /** Null if nobody searched for holders. */
    private final HolderText holders;

    /** @param width columns for sentences; stack frames may be wider */
    public SuspectText(int width) {
        this(width, null);
    }

    /** @param findings who holds the sockets; null if nobody searched for holders */
    SuspectText(int width, Findings findings) {
        this.width = width;
        this.holders = findings == null ? null : new HolderText(findings, width);
    }

    @Override
    public String accusation(Suspect suspect, long now) {
        StringBuilder text = new StringBuilder();
        text.append(Headline.verdict(suspect)).append(suspect.fingerprint).append(": ");
        if (suspect.kind == LeakKind.DESCRIPTORS) {
            descriptors(text, suspect.detail.split("\n"));
        } else {
            SocketGroup group = SocketGroup.of(suspect);
            text.append(Headline.of(group)).append('\n');
            say(text, Circumstances.of(group, now));
            doubts(text, suspect, group);
            example(text, group.example(), now);
            lastUse(text, group, now);
            if (holders != null) {
                holders.append(text, group.sockets);
            }
            advice(text, group);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public String retraction(Suspect suspect, long now) {
        return "RETRACTED " + suspect.fingerprint + ": nothing is held against it any more (" + suspect.kind.label()
                + "; " + suspect.total + " accused so far, " + suspect.retracted + " of them ended well)";
    }

    private void descriptors(StringBuilder text, String[] facts) {
        text.append(facts[0]).append('\n');
        if (facts.length > 1) {
            say(text, "Most of the TCP sockets, Unix-domain channels, selectors and pipes:");
        }
        for (int i = 1; i < facts.length; i++) {
            text.append(StackText.INDENT).append(facts[i]).append('\n');
        }
        say(text, "Close what is not in use; if all of it is, raise the limit (ulimit -n).");
    }

    private void doubts(StringBuilder text, Suspect suspect, SocketGroup group) {
        boolean inferred = suspect.sockets.stream().anyMatch(socket -> socket.evidence == Evidence.INFERRED);
        boolean shown = Headline.tellsStates(group) || suspect.kind == LeakKind.DROPPED && text.indexOf("?)") >= 0;
        if (inferred && shown) {
            say(text, "A state with a question mark was inferred: the kernel was not asked or did not answer.");
        }
        if (suspect.retracted > 0) {
            say(
                    text,
                    "Of " + suspect.total + " accused so far, " + suspect.retracted
                            + " ended well and were taken back.");
        }
        if (suspect.detail != null) {
            say(text, suspect.detail);
        }
    }

    private void example(StringBuilder text, SocketSnapshot example, long now) {
        if (example.adopted) {
            adopted(text, example, now);
            return;
        }
        String opened = "For example " + example.id + ", " + StackText.opened(example, now);
        if (!StackText.isKnown(example)) {
            say(text, opened + "; its stack was not taken.");
            return;
        }
        say(text, opened + " at");
        StackText.append(text, example.openedBy, FRAMES);
        if (example.listenerOpenedBy != null && example.listenerOpenedBy.isUsersOwn()) {
            say(text, "Its listener was opened at");
            StackText.append(text, example.listenerOpenedBy, 1);
        }
        if (example.role == Role.CLIENT && StackText.isOnAThreadOfALibrary(example.openedBy)) {
            say(
                    text,
                    "No line of yours is on this thread's stack: the library connects on a thread of its own or of a pool."
                            + (holders == null ? " The command owners names who holds the connection." : ""));
        }
    }

    /** Nobody saw who opened the socket; the first call that used it is the next best. */
    private void adopted(StringBuilder text, SocketSnapshot example, long now) {
        String origin = example.nativeCode ? ", opened by native code" : ", opened before the agent came";
        String found = "For example " + example.id + origin + ", more than " + Times.age(example.age(now)) + " ago";
        if (example.firstUsedBy == null || example.firstUsedBy.userFrame() == null) {
            say(text, found + "; it was not used since, as far as was seen.");
            return;
        }
        String user = StackText.opener(example.firstUsedBy, example.firstUser);
        say(text, found + "; first used since" + user + " at");
        StackText.append(text, example.firstUsedBy, FRAMES);
    }

    private void lastUse(StringBuilder text, SocketGroup group, long now) {
        SocketSnapshot used = UseText.lastUsed(group.sockets);
        if (used != null) {
            say(text, UseText.of(used, now));
            if (UseText.hasLine(used)) {
                StackText.append(text, used.lastUse.stack, 1);
            }
        }
    }

    private void advice(StringBuilder text, SocketGroup group) {
        String remedy = Remedy.of(group);
        SocketSnapshot example = group.example();
        if (!StackText.isKnown(example)) {
            boolean inCollection = holders != null && holders.isCollection(group.sockets) && !remedy.endsWith(",");
            say(text, inCollection ? remedy + " where it leaves that collection." : Remedy.sentence(group));
            return;
        }
        if (!example.openedBy.isUsersOwn() || isMain(example.openedBy.userFrame())) {
            // To allow a frame of the JDK or of a library would hide what others open through it, and nearly everything
            // is opened under main.
            say(text, Remedy.sentence(group));
            return;
        }
        String allow = "leak.ignore=" + FrameName.qualified(example.openedBy.userFrame());
        // Where the child is started is another path than the one that opened the socket.
        String where = group.kind == LeakKind.INHERITED ? "" : " on that path";
        String sentence = remedy + where + ", or allow it: ";
        if (INDENT.length() + sentence.length() + allow.length() <= width) {
            say(text, sentence + allow);
        } else {
            say(text, sentence.trim());
            text.append(StackText.INDENT).append(allow).append('\n');
        }
    }

    private static boolean isMain(StackTraceElement frame) {
        return FrameName.plainMethod(frame.getMethodName()).equals("main");
    }

    private void say(StringBuilder text, String sentence) {
        Words.wrap(text, INDENT, sentence, width);
    }
}
