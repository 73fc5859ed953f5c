package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.instrument.Instrumentation;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads which connections some libraries' pools have lent: those that can be found without a walk through the objects of this JVM.
 *
 * <ul>
 *   <li>OkHttp 4.3 to 5: the static {@code TaskRunner.INSTANCE} has the task that cleans a pool, as long as that has a connection. A connection is
 *       lent while it has calls.
 *   <li>Apache HttpClient 4.3 to 4.5, blocking: its connection managers have finalizers, so the JVM has a list of them.
 * </ul>
 *
 * <p>It takes no lock and calls no method of the application's objects. It makes the JVM load the types of the fields of the libraries'
 * classes, through the application's loaders. For one thread at a time.
 */
public final class PooledSockets {
    /** Without {@code okhttp3} in front, which would be renamed in here as the agent's own copy of OkHttp is. */
    private static final String TASK_RUNNER = "internal.concurrent.TaskRunner";

    private static final String OK_HTTP_POOL = "internal.connection.RealConnectionPool";
    private static final String APACHE_POOL = "org.apache.http.impl.conn.PoolingHttpClientConnectionManager";
    private static final String APACHE_SINGLE = "org.apache.http.impl.conn.BasicHttpClientConnectionManager";
    private static final int MOST_FINALIZERS = 100_000;
    /** What the JDK's own collections do when they are copied is known: they take no lock and call no element. */
    private static final Set<Class<?>> COPIED =
            new HashSet<>(Arrays.asList(ArrayList.class, LinkedList.class, HashSet.class, ConcurrentLinkedQueue.class));

    private final Instrumentation instrumentation;
    private RawMemory memory;
    private Layouts layouts;
    private Map<Integer, Boolean> lent;

    public PooledSockets(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * @return whether each connection is lent, by the number of its descriptor
     * @throws IllegalStateException if this JVM does not allow it
     */
    public Map<Integer, Boolean> lent() {
        try {
            if (memory == null) {
                memory = RawMemory.openedBy(new Modules(instrumentation));
            }
            // It would keep the application's classes alive.
            layouts = new Layouts(memory);
            lent = new HashMap<>();
            readOkHttp();
            readApache();
            return lent;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("pools cannot be read: " + e, e);
        } finally {
            layouts = null;
            lent = null;
        }
    }

    private void readOkHttp() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (mayBeTaskRunner(type)
                    && isNamed(type, TASK_RUNNER)
                    && !Layouts.isOwn(type)
                    && memory.isInitialized(type)) {
                for (Field field : layouts.fields(type)) {
                    if (Modifier.isStatic(field.getModifiers())
                            && field.getName().equals("INSTANCE")) {
                        readOkHttp(memory.staticReference(field));
                    }
                }
            }
        }
    }

    /** A class keeps its name as a string once it was asked for it, so few are. */
    private static boolean mayBeTaskRunner(Class<?> type) {
        return Modifier.isFinal(type.getModifiers())
                && type.getSuperclass() == Object.class
                && type.getClassLoader() != null;
    }

    private void readOkHttp(Object runner) {
        List<Object> queues = elements(layouts.get(runner, "readyQueues"));
        queues.addAll(elements(layouts.get(runner, "busyQueues")));
        for (Object queue : queues) {
            List<Object> tasks = elements(layouts.get(queue, "futureTasks"));
            tasks.add(layouts.get(queue, "activeTask"));
            for (Object task : tasks) {
                Object pool = layouts.get(task, "this$0");
                if (pool != null && isNamed(pool.getClass(), OK_HTTP_POOL)) {
                    for (Object connection : elements(layouts.get(pool, "connections"))) {
                        Object calls = layouts.get(connection, "calls");
                        if (calls != null) {
                            add(
                                    layouts.get(connection, "rawSocket"),
                                    !elements(calls).isEmpty());
                        }
                    }
                }
            }
        }
    }

    private void readApache() throws ReflectiveOperationException {
        Object node = null;
        for (Field field : layouts.fields(Class.forName("java.lang.ref.Finalizer"))) {
            if (field.getName().equals("unfinalized")) {
                node = memory.staticReference(field);
            }
        }
        for (int i = 0; node != null && i < MOST_FINALIZERS; i++) {
            // It revives nothing: what is not finalized yet is in this list, and has its referent. But a concurrent
            // marking that runs now takes the referent for reachable, so that garbage is finalized a marking later.
            // To read the field in another way does the same. Readings are short and far apart (LibraryPools).
            Object referent = ((Reference<?>) node).get();
            if (referent != null && isNamed(referent.getClass(), APACHE_POOL)) {
                Object pool = layouts.get(referent, "pool");
                elements(layouts.get(pool, "available")).forEach(entry -> addApache(entry, false));
                elements(layouts.get(pool, "leased")).forEach(entry -> addApache(entry, true));
            } else if (referent != null && isNamed(referent.getClass(), APACHE_SINGLE)) {
                addApache(referent, Boolean.TRUE.equals(layouts.flag(referent, "leased")));
            }
            Object next = layouts.get(node, "next");
            // A node that was taken out meanwhile refers to itself: the rest is missing from this reading.
            node = next == node ? null : next;
        }
    }

    private void addApache(Object entry, boolean isLent) {
        add(layouts.get(layouts.get(layouts.get(entry, "conn"), "socketHolder"), "value"), isLent);
    }

    /** Copies that builds have relocated keep the end of their names. */
    private static boolean isNamed(Class<?> type, String name) {
        String own = type.getName();
        return own.endsWith(name)
                && (own.length() == name.length() || own.charAt(own.length() - name.length() - 1) == '.');
    }

    /** What the collection has, without nulls. Nothing if it is of a class that is not known, or changes now. */
    private static List<Object> elements(Object collection) {
        List<Object> elements = new ArrayList<>();
        if (collection != null && COPIED.contains(collection.getClass())) {
            try {
                elements.addAll((Collection<?>) collection);
            } catch (RuntimeException changedMeanwhile) {
                return new ArrayList<>();
            }
            elements.removeIf(element -> element == null);
        }
        return elements;
    }

    /** @param socket null if there is none */
    private void add(Object socket, boolean isLent) {
        int number = socket == null ? -1 : number(socket);
        if (number >= 0) {
            lent.put(number, isLent);
        }
    }

    /** The number of its descriptor; -1 if it is closed, or of a class that is not known. */
    private int number(Object socket) {
        Object self = socket.getClass().getName().startsWith("sun.security.ssl.") ? layouts.get(socket, "self") : null;
        Object impl = layouts.get(self == null ? socket : self, "impl");
        Object delegate = layouts.get(impl, "delegate");
        Object used = delegate == null ? impl : delegate;
        Object descriptor = layouts.get(used, "fd");
        return descriptor == null || !layouts.isOpen(used) ? -1 : layouts.number(descriptor, "fd");
    }
}
