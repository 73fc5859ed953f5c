package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.TcpState;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an open socket takes, counted field by field: objects of the agent's own that it does not share with other sockets. Counted as
 * a 64-bit JVM with compressed references lays them out.
 */
class FootprintTest {
    private static final int HEADER = 12;
    private static final int REFERENCE = 4;
    private static final int ARRAY_HEADER = 16;
    /** Fields of {@link java.lang.ref.Reference}. */
    private static final int WEAK_REFERENCE = 4 * REFERENCE;

    private static final int SOCKETS = 100;

    @TempDir
    Path proc;

    @Test
    void aClientTakesLittle() {
        assertThat(perSocket(this::client)).isBetween(200L, 408L);
    }

    @Test
    void anAcceptedConnectionTakesLittle() {
        assertThat(perSocket(this::accepted)).isBetween(200L, 368L);
    }

    private TrackFixture world;

    private long perSocket(IntFunction<TrackedSocket> open) {
        world = new TrackFixture(new FakeTable(proc), 0, new TrackSettings(SECOND, 100_000, 1_000, 64, false, 0));
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        world.socket().listening(new InetSocketAddress("10.0.0.5", 8080), 50);
        // What they share is counted with the first.
        TrackedSocket first = open.apply(40_000);
        TrackedSocket[] more = new TrackedSocket[SOCKETS];
        for (int i = 0; i < SOCKETS; i++) {
            more[i] = open.apply(40_001 + i);
        }
        world.sweep();
        world.pass(SECOND);
        world.sweep();
        reach(first, seen);
        long bytes = 0;
        for (TrackedSocket connection : more) {
            assertThat(connection.tcp().state()).isEqualTo(TcpState.ESTABLISHED);
            bytes += reach(connection, seen);
        }
        return bytes / SOCKETS;
    }

    private TrackedSocket client(int port) {
        return world.socket()
                .connecting(TrackFixture.THERE)
                .connected(new InetSocketAddress("10.0.0.5", port))
                .inKernel(TcpState.ESTABLISHED)
                .connection();
    }

    private TrackedSocket accepted(int port) {
        return world.socket()
                .accepted(new InetSocketAddress("10.0.0.5", 8080), new InetSocketAddress("10.0.9.9", port))
                .inKernel(TcpState.ESTABLISHED)
                .connection();
    }

    /** Bytes of all that can be reached from there, but what was seen and what other connections in the list have. */
    private static long reach(Object root, Set<Object> seen) {
        long bytes = 0;
        Deque<Object> pending = new ArrayDeque<>();
        pending.add(root);
        while (!pending.isEmpty()) {
            Object next = pending.remove();
            if (!(next instanceof TrackedSocket && next != root) && !isOthers(next) && seen.add(next)) {
                bytes += size(next, pending);
            }
        }
        return bytes;
    }

    /** The JVM's constants, what all sockets share, and what the application holds as long as its socket is open. */
    private static boolean isOthers(Object object) {
        return object instanceof Enum
                || object instanceof String
                || object instanceof InetAddress
                || object instanceof TrackingContext;
    }

    private static long size(Object object, Deque<Object> references) {
        long bytes = HEADER;
        Class<?> type = object.getClass();
        assertThat(type.getName()).as("a class that is not the agent's").contains("io.sockspan.");
        if (type.isArray()) {
            for (int i = 0; i < Array.getLength(object); i++) {
                references.add(Array.get(object, i));
            }
            return aligned(ARRAY_HEADER + (long) REFERENCE * Array.getLength(object));
        }
        if (object instanceof SocketRecord) {
            bytes += WEAK_REFERENCE;
        }
        for (; type.getName().startsWith("io.sockspan."); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    bytes += take(field, object, references);
                }
            }
        }
        return aligned(bytes);
    }

    private static int take(Field field, Object object, Deque<Object> references) {
        Class<?> type = field.getType();
        if (type.isPrimitive()) {
            return type == long.class ? Long.BYTES : type == int.class ? Integer.BYTES : Byte.BYTES;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(object);
            if (value != null) {
                references.add(value);
            }
            return REFERENCE;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static long aligned(long bytes) {
        return bytes + 7 & ~7L;
    }
}
