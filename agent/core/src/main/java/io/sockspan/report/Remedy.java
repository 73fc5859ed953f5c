package io.sockspan.report;

import io.sockspan.leak.LeakKind;
import io.sockspan.tcp.Role;

/**
 * What to do about a group of sockets: a sentence without its full stop, which the caller may continue with "on that path". Pure functions.
 */
final class Remedy {
    private Remedy() {}

    /** A test closes what it left open, whatever the state, unless it has already called close(). */
    static String inTest(SocketGroup group) {
        if (group.kind == LeakKind.UNRELEASED) {
            return of(group);
        }
        return group.kind == LeakKind.UNREAD && group.example().role == Role.CLIENT
                ? "Read to the end or close it"
                : "Close it";
    }

    /** The remedy in a sentence that names no path. */
    static String sentence(SocketGroup group) {
        String remedy = of(group);
        return (remedy.endsWith(",") ? remedy.substring(0, remedy.length() - 1) : remedy) + ".";
    }

    static String of(SocketGroup group) {
        if (group.pool != null) {
            return "Close responses, or let the pool evict idle connections,";
        }
        switch (group.kind) {
            case UNREAD:
                return "Read to the end or close the connection";
            case UNSENT:
                return "Close the connection when a write does not get on in time";
            case DROPPED:
                return "Close it in a finally or try-with-resources";
            case NEVER_CONNECTED:
                return group.isFailed() || group.example().role == Role.CLIENT
                        ? "Close the socket even if its connect fails"
                        : "Connect or close the socket, even if its bind fails,";
            case UNRELEASED:
                return "Wake the selector up after close()";
            case INHERITED:
                return "Start children with ProcessBuilder or close-on-exec, which pass no sockets on";
            case HALF_CLOSED:
                return "Close the connection even if the peer does not end its side";
            case CONNECTING:
                return "Set a shorter connect timeout";
            case BACKLOG:
                return "Accept sooner or with more threads";
            default:
                return "Close the connection";
        }
    }
}
