package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The JDK's own list of what it closes after a garbage collection: the common cleaner's since Java 9, the finalizers' on Java 8. It has
 * the blocking sockets that no field holds. For one thread.
 *
 * <p>The list changes while it is read, without its lock. A node that is taken out refers to itself from then on.
 */
final class RegisteredSockets {
    private static final int TRIES = 5;
    private static final int MOST_NODES = 2_000_000;

    private final RawMemory memory;
    private final Layouts layouts;
    private final Set<Integer> sought;
    private final Map<Integer, Object> found = new HashMap<>();

    RegisteredSockets(RawMemory memory, Layouts layouts, Set<Integer> sought) {
        this.memory = memory;
        this.layouts = layouts;
        this.sought = sought;
    }

    /** The objects that have one of these descriptors, by its number. */
    Map<Integer, Object> read() {
        try {
            if (!Modules.areSupported()) {
                chain(staticOf("java.lang.ref.Finalizer", "unfinalized"), null);
            } else {
                Object cleaner = layouts.get(staticOf("jdk.internal.ref.CleanerFactory", "commonCleaner"), "impl");
                Object list = layouts.get(cleaner, "phantomCleanableList");
                if (list != null) {
                    chain(layouts.get(list, "next"), list);
                } else {
                    // Since Java 24.
                    nodes(layouts.get(layouts.get(cleaner, "activeList"), "head"));
                }
            }
        } catch (ClassNotFoundException noSuchJdk) {
            return found;
        }
        return found;
    }

    private Object staticOf(String type, String name) throws ClassNotFoundException {
        for (Field field : layouts.fields(Class.forName(type))) {
            if (field.getName().equals(name)) {
                return memory.staticReference(field);
            }
        }
        return null;
    }

    private void nodes(Object first) {
        int seen = 0;
        for (Object node = first; node != null && seen < MOST_NODES; node = layouts.get(node, "next")) {
            Object[] cleanables = (Object[]) layouts.get(node, "arr");
            for (int i = 0; cleanables != null && i < cleanables.length; i++, seen++) {
                if (cleanables[i] != null) {
                    register(memory.referent(cleanables[i]));
                }
            }
        }
    }

    private void chain(Object first, Object end) {
        if (first == null || first == end) {
            return;
        }
        long next = offset(first, "next");
        for (int i = 0; i < TRIES && !isWhole(first, end, next); i++) {
            found.clear();
        }
    }

    private boolean isWhole(Object first, Object end, long next) {
        Object node = first;
        for (int seen = 0; node != null && node != end && seen < MOST_NODES; seen++) {
            register(memory.referent(node));
            Object following = memory.reference(node, next);
            if (following == node) {
                return false;
            }
            node = following;
        }
        return true;
    }

    private long offset(Object node, String name) {
        for (Class<?> type = node.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type == Reference.class ? new Field[0] : layouts.fields(type)) {
                if (field.getName().equals(name)) {
                    return memory.offset(field);
                }
            }
        }
        throw new IllegalStateException("no field " + name + " in " + node.getClass());
    }

    private void register(Object referent) {
        if (referent == null) {
            return;
        }
        String name = referent.getClass().getName();
        boolean isDescriptor = name.equals("java.io.FileDescriptor");
        if (!isDescriptor && !name.contains("SocketImpl")) {
            return;
        }
        Object descriptor = isDescriptor ? referent : layouts.get(referent, "fd");
        int number = descriptor == null ? -1 : layouts.number(descriptor, "fd");
        if (sought.contains(number)) {
            found.put(number, referent);
        }
    }
}
