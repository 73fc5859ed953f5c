package io.sockspan.telemetry;

import io.sockspan.leak.LeakKind;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Role;
import io.sockspan.track.TrackedSocket;
import java.util.concurrent.TimeUnit;

/** A verdict in one line: the description of its span's status. */
final class VerdictText {
    private VerdictText() {}

    static String of(LeakSpan leak, long now) {
        StringBuilder text = new StringBuilder(leak.kind == LeakKind.DROPPED ? "leak: " : "suspected leak: ");
        text.append(leak.kind.label());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - leak.since);
        if (seconds > 0) {
            text.append(" for ").append(seconds).append(" s");
        }
        if (leak.connection != null) {
            ends(leak.connection, text);
            line(leak.connection.openedBy(), text);
        }
        if (leak.detail != null) {
            text.append(", ").append(leak.detail);
        }
        return text.append(", fingerprint ").append(leak.fingerprint).toString();
    }

    private static void ends(TrackedSocket connection, StringBuilder text) {
        if (connection.role() == Role.LISTENER) {
            text.append(", listener on ").append(connection.local());
        } else if (connection.role() == Role.SERVER && connection.local() != null) {
            text.append(", from ").append(connection.remote());
            text.append(" to port ").append(connection.local().port);
        } else if (connection.serverName() != null && connection.remote() != null) {
            text.append(", to ").append(connection.serverName());
            text.append(':').append(connection.remote().port);
        } else if (connection.remote() != null) {
            text.append(", to ").append(connection.remote());
        }
    }

    private static void line(CallStack stack, StringBuilder text) {
        StackTraceElement frame = stack == null ? null : stack.userFrame();
        if (frame != null) {
            text.append(", opened at ").append(frame);
        }
    }
}
