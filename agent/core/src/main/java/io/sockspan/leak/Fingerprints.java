package io.sockspan.leak;

import io.sockspan.stack.CallStack;
import io.sockspan.stack.FrameName;
import io.sockspan.stack.FrameOwner;
import io.sockspan.tcp.Role;
import io.sockspan.track.Endpoint;
import io.sockspan.track.TrackedSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Names the place in the application's code that a verdict is about: eight hexadecimal digits over kind, role, opening stack and
 * port, the same in the next run and on the next JVM version. Used on the agent's thread only.
 *
 * <p>Of the stack, only the application's own frames count, and the name of the library that it called: an update of the JDK or of a
 * library changes nothing. A frame counts once, so that the depth of a recursion makes no difference. Ports that systems give out by
 * themselves do not count either, unless there is no stack to go by.
 */
final class Fingerprints {
    /** What kind there is beside sockets; it has one group. */
    static final String OF_PROCESS = hex(crc("process"));

    /** Where Linux begins to give out ports by itself ({@code net.ipv4.ip_local_port_range}). */
    private static final int EPHEMERAL = 32768;

    private final Recent<CallStack, Long> stacks = new Recent<>(1_000);

    /** Eight lower-case hexadecimal digits. */
    String of(LeakKind kind, TrackedSocket c) {
        return of(kind, null, c);
    }

    /** The same where remarks on pooled connections stand apart; {@code pool} may be null. */
    String of(LeakKind kind, String pool, TrackedSocket c) {
        CallStack stack = stackOf(c);
        String where = stack == null || stack.frames().isEmpty()
                ? address(c)
                : port(c) + '|' + Long.toHexString(stackKey(stack));
        return hex(crc(
                kind.label() + (pool == null ? "" : " pooled") + '|' + c.role().label() + '|' + where));
    }

    /** An asynchronous accept may end on any thread of its group, so the listener says more than the stack of that thread. */
    private static CallStack stackOf(TrackedSocket c) {
        CallStack stack = c.openedBy();
        CallStack listeners = stack == null || stack.library() != null ? null : c.listenerOpenedBy();
        return listeners == null ? stack : listeners;
    }

    private long stackKey(CallStack stack) {
        Long known = stacks.get(stack);
        if (known == null) {
            known = crc(essence(stack));
            stacks.put(stack, known);
        }
        return known;
    }

    private static String essence(CallStack stack) {
        Set<String> essential = new LinkedHashSet<>();
        if (stack.library() != null) {
            essential.add("by " + stack.library());
        }
        if (stack.isUsersOwn()) {
            for (StackTraceElement frame : stack.frames()) {
                if (FrameOwner.of(frame) == FrameOwner.APPLICATION) {
                    essential.add(FrameName.qualified(frame) + ':' + frame.getLineNumber());
                }
            }
        } else {
            // A thread of a library's, or of the JDK's own. Their lines move with every update, their methods less.
            addMethods(essential, stack, FrameOwner.LIBRARY);
            if (stack.libraryEntry() == null) {
                addMethods(essential, stack, FrameOwner.JDK);
                addMethods(essential, stack, FrameOwner.JDK_SOCKETS);
            }
        }
        return String.join("\n", essential);
    }

    private static void addMethods(Set<String> to, CallStack stack, FrameOwner owner) {
        for (StackTraceElement frame : stack.frames()) {
            if (FrameOwner.of(frame) == owner) {
                to.add(FrameName.qualified(frame));
            }
        }
    }

    private static String port(TrackedSocket c) {
        Endpoint end = c.role() == Role.CLIENT ? c.remote() : c.local();
        return end == null || c.role() == Role.UNCONNECTED || end.port >= EPHEMERAL ? "" : String.valueOf(end.port);
    }

    private static String address(TrackedSocket c) {
        if (c.role() != Role.CLIENT) {
            return c.local() == null ? "" : "*:" + c.local().port;
        }
        if (c.remote() == null) {
            return String.valueOf(c.serverName());
        }
        return c.serverName() == null ? c.remote().toString() : c.serverName() + ':' + c.remote().port;
    }

    private static long crc(String text) {
        CRC32 crc = new CRC32();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    /** Eight digits. A formatter would load more classes than all else here. */
    private static String hex(long crc) {
        return Long.toHexString(1L << 32 | crc).substring(1);
    }
}
