package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Role;

/** The first line about a group of sockets: which they are, and what is wrong with them. Pure functions. */
final class Headline {
    private Headline() {}

    static String of(SocketGroup group) {
        return group.who() + condition(group);
    }

    /** Whether the line names the sockets' TCP states. */
    static boolean tellsStates(SocketGroup group) {
        return condition(group).contains(stateNames(group));
    }

    private static String condition(SocketGroup group) {
        if (group.kind == null) {
            return group.example().role == Role.LISTENER ? " still listening" : " left open" + group.states();
        }
        switch (group.kind) {
            case DROPPED:
                return " dropped without close()";
            case NEVER_CONNECTED:
                return neverConnected(group);
            case UNRELEASED:
                return " closed but not released";
            case INHERITED:
                return " closed here, still" + stateNames(group) + " in the kernel";
            case BACKLOG:
                return " with an accept queue that is not emptied";
            case UNREAD:
                return states(group) + " with unread bytes";
            case UNSENT:
                return states(group) + " whose peer takes nothing";
            case IDLE:
                return states(group) + " and idle";
            default:
                return states(group);
        }
    }

    private static String stateNames(SocketGroup group) {
        return group.states().substring(" in".length());
    }

    private static String states(SocketGroup group) {
        return (group.isLeftOpen() ? " left open" : "") + group.states();
    }

    private static String neverConnected(SocketGroup group) {
        if (group.isFailed()) {
            String error = group.example().errorType;
            return group.isLeftOpen() && error != null ? " kept after " + error : " kept after a failed connect";
        }
        if (group.isLeftOpen()) {
            return " open and never connected";
        }
        return group.example().adopted ? " without a connection" : " never connected";
    }

    /** The words that precede a suspect's fingerprint. */
    static String verdict(Suspect suspect) {
        if (suspect.isRemark()) {
            return "REMARK ";
        }
        return suspect.kind == LeakKind.DROPPED ? "LEAK " : "SUSPECTED LEAK ";
    }
}
