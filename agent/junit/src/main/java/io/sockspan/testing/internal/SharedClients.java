package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Objects of the project's own classes that were there before a test began, in fields of its class, and that have a method to close them: a
 * client or a pool that tests share. What they connect for one test they may keep for the next, until they are closed after the last. For
 * one thread.
 */
final class SharedClients {
    private static final List<String> CLOSING =
            Arrays.asList("close", "shutdown", "stop", "dispose", "destroy", "disconnect");
    private static final int OBJECTS = 2_000;

    private final ObjectFields fields = new ObjectFields();
    private final List<Object> clients = new ArrayList<>();

    /** @param holders objects, and classes for their static fields, whose fields hold the clients now */
    SharedClients(OwnCode own, Collection<?> holders) {
        for (Object holder : holders) {
            List<Object> held = holder instanceof Class ? fields.statics((Class<?>) holder) : fields.children(holder);
            held.stream()
                    .filter(object -> own.isOwn(object.getClass()) && hasMethodToClose(object.getClass()))
                    .forEach(clients::add);
        }
    }

    private static boolean hasMethodToClose(Class<?> type) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            try {
                for (Method method : c.getDeclaredMethods()) {
                    String name = method.getName().toLowerCase(Locale.ROOT);
                    if (method.getParameterCount() == 0 && CLOSING.stream().anyMatch(name::startsWith)) {
                        return true;
                    }
                }
            } catch (LinkageError missing) {
                // A type that it mentions is not on the class path.
            }
        }
        return false;
    }

    private ConnectionEnds ends(Object object) {
        return NettyConnections.isNative(object) ? NettyConnections.endsOfNative(object, fields) : Ends.of(object);
    }

    /** The connections that they hold. */
    Set<ConnectionEnds> connections() {
        Set<ConnectionEnds> connections = new HashSet<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> queue = new ArrayList<>(clients);
        for (int i = 0; i < queue.size() && seen.size() < OBJECTS; i++) {
            Object object = queue.get(i);
            ConnectionEnds ends = ends(object);
            if (ends != null) {
                connections.add(ends);
            } else if (PoolLeases.isWorthEntering(object) && seen.add(object)) {
                queue.addAll(fields.children(object));
            }
        }
        return connections;
    }
}
