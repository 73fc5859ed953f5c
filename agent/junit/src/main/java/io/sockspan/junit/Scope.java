package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.internal.OwnCode;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** A test or a class that runs or ran, and the range of the sockets opened meanwhile: ids greater than begin, up to end. */
final class Scope {
    private static final long RUNNING = Long.MAX_VALUE;

    final String uniqueId;
    /** Null if unknown, as for tests of other engines. */
    final Class<?> type;
    /** The name of the test method; null for a class. */
    final String method;
    /** The name of the thread that started it. */
    final String thread;

    private final String label;
    private final String declaringClass;
    private final long begin;
    private volatile long end = RUNNING;
    private volatile boolean overlapped;

    Scope(
            String uniqueId,
            Class<?> type,
            String method,
            String declaringClass,
            String label,
            String thread,
            long begin) {
        this.uniqueId = uniqueId;
        this.type = type;
        this.method = method;
        this.label = label;
        this.thread = thread;
        this.begin = begin;
        this.declaringClass = declaringClass;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    void end(long lastId) {
        end = lastId;
    }

    boolean isRunning() {
        return end == RUNNING;
    }

    /** Whether another one, none of its own classes or tests, ran at the same time. */
    boolean isOverlapped() {
        return overlapped;
    }

    void overlap(Scope other) {
        if (!isAroundOrInside(other)) {
            overlapped = true;
            other.overlapped = true;
        }
    }

    /** Whether one is a class and the other a class or a test in it. */
    private boolean isAroundOrInside(Scope other) {
        return (isClass() || other.isClass()) && isKin(other);
    }

    /** Distinguishes the code of this test's project from libraries. */
    OwnCode code() {
        ClassLoader loader = type == null ? Thread.currentThread().getContextClassLoader() : type.getClassLoader();
        return new OwnCode(loader, type == null ? "" : type.getName());
    }

    /**
     * The class, its superclasses, and the enclosing classes of which it has an instance, with theirs. Reading a static field of any other
     * enclosing class would run its static initializer, which nobody may have run.
     */
    Set<Class<?>> classesAround() {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            for (Class<?> c = outer; c != null && c != Object.class; c = c.getSuperclass()) {
                classes.add(c);
            }
            if (Modifier.isStatic(outer.getModifiers())) {
                break;
            }
        }
        return classes;
    }

    boolean isClass() {
        return method == null;
    }

    boolean covers(RecordedSocket socket) {
        return begin < socket.id() && socket.id() <= end;
    }

    /** Whether the two classes are the same or one encloses the other. */
    boolean isKin(Scope other) {
        return type != null && other.type != null && (isAround(type, other.type) || isAround(other.type, type));
    }

    private static boolean isAround(Class<?> outer, Class<?> inner) {
        for (Class<?> c = inner; c != null; c = c.getEnclosingClass()) {
            if (c == outer) {
                return true;
            }
        }
        return false;
    }

    /** Whether this test's method, or a lambda in it, is on the opening stack. */
    boolean isOnStackOf(RecordedSocket socket) {
        return socket.openingStack().stream()
                .anyMatch(frame -> isOurs(frame) && (method == null || isInMethod(frame.getMethodName())));
    }

    /** Whether a method of the class is on the opening stack. */
    boolean isClassOnStackOf(RecordedSocket socket) {
        return socket.openingStack().stream().anyMatch(this::isOurs);
    }

    private boolean isOurs(StackTraceElement frame) {
        String name = frame.getClassName();
        Set<String> classes = classes();
        return classes.contains(name) || classes.stream().anyMatch(own -> name.startsWith(own + "$"));
    }

    /** The class, and those that it inherits tests from. */
    private Set<String> classes() {
        Set<String> classes = new HashSet<>();
        if (declaringClass != null) {
            classes.add(declaringClass);
        }
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            classes.add(c.getName());
        }
        return classes;
    }

    private boolean isInMethod(String name) {
        return name.equals(method) || name.startsWith("lambda$" + method + "$");
    }

    /** {@code OrdersTest.places()}. */
    @Override
    public String toString() {
        return label;
    }
}
