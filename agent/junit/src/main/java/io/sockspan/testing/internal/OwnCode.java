package io.sockspan.testing.internal;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Tells the code of the project under test from the JDK and from libraries: a class is the project's own if it was loaded from a
 * directory, or from a jar that the project has just built. For all threads.
 */
public final class OwnCode {
    private static final List<String> JDK = Arrays.asList("java.", "jdk.", "sun.");
    /** Parts of the JDK that open, accept and close connections by themselves, as a library does. */
    private static final List<String> JDK_LIBRARIES = Arrays.asList(
            "sun.net.httpserver.",
            "com.sun.net.httpserver.",
            "jdk.internal.net.http.",
            "sun.net.www.",
            "sun.rmi.",
            "com.sun.jndi.");
    /** How a language other than Java calls a method: neither the caller nor the callee. */
    private static final List<String> CALLS =
            Arrays.asList("groovy.lang.", "org.codehaus.groovy.", "org.apache.groovy.", "kotlin.", "scala.");
    /** Where builds put the jars of a project's own modules; what lies deeper are libraries that were copied there. */
    private static final Pattern BUILT = Pattern.compile("/(target|build/libs)/[^/]+\\.jar$");

    private enum Kind {
        /** The JDK, or a language's calls: says nothing of who called. */
        TRANSPARENT,
        LIBRARY,
        OWN
    }

    private final ClassLoader loader;
    private final String root;
    private final Map<String, Kind> known = new ConcurrentHashMap<>();

    /**
     * @param loader finds the classes that the test uses
     * @param test a class of the project, to judge by its package classes that the loader does not find
     */
    public OwnCode(ClassLoader loader, String test) {
        this.loader = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        this.root = root(test);
    }

    /** Whether the innermost frame that is not the JDK's belongs to the project; false if all are the JDK's. */
    public boolean called(List<StackTraceElement> stack) {
        return caller(stack) == Kind.OWN;
    }

    /** Whether all frames are the JDK's, so that it cannot be said who called. */
    public boolean isJdkOnly(List<StackTraceElement> stack) {
        return caller(stack) == Kind.TRANSPARENT;
    }

    /** Whether any frame belongs to the project. */
    public boolean isOn(List<StackTraceElement> stack) {
        return stack.stream().anyMatch(frame -> kind(frame) == Kind.OWN);
    }

    boolean isOwn(Class<?> type) {
        return !begins(type.getName(), JDK) && judge(type) == Kind.OWN;
    }

    /** The project's classes on a stack, as far as the loader finds them. */
    Set<Class<?>> classesOn(List<StackTraceElement> stack) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (StackTraceElement frame : stack) {
            if (kind(frame) == Kind.OWN) {
                classes.add(find(frame.getClassName()));
            }
        }
        classes.remove(null);
        return classes;
    }

    /** Null if the loader does not find it. Does not initialize it. */
    public Class<?> find(String className) {
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError | SecurityException unknown) {
            return null;
        }
    }

    private Kind caller(List<StackTraceElement> stack) {
        return stack.stream()
                .map(this::kind)
                .filter(kind -> kind != Kind.TRANSPARENT)
                .findFirst()
                .orElse(Kind.TRANSPARENT);
    }

    private Kind kind(StackTraceElement frame) {
        return known.computeIfAbsent(frame.getClassName(), this::judge);
    }

    private Kind judge(String name) {
        if (begins(name, JDK_LIBRARIES)) {
            return Kind.LIBRARY;
        }
        if (begins(name, JDK) || begins(name, CALLS)) {
            return Kind.TRANSPARENT;
        }
        Class<?> type = find(name);
        if (type != null) {
            return judge(type);
        }
        return root(name).equals(root) ? Kind.OWN : Kind.LIBRARY;
    }

    private static Kind judge(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            // The bootstrap loader's, or made at run time.
            return Kind.TRANSPARENT;
        }
        String path = source.getLocation().getPath();
        if (source.getLocation().getProtocol().equals("jrt") || path.startsWith(javaHome())) {
            return Kind.TRANSPARENT;
        }
        boolean own = isDirectory(source) || BUILT.matcher(path).find();
        return own ? Kind.OWN : Kind.LIBRARY;
    }

    private static boolean isDirectory(CodeSource source) {
        try {
            URI location = source.getLocation().toURI();
            return "file".equals(location.getScheme()) && new File(location).isDirectory();
        } catch (URISyntaxException | IllegalArgumentException noFile) {
            return false;
        }
    }

    private static String javaHome() {
        return new File(System.getProperty("java.home")).toURI().getPath();
    }

    private static boolean begins(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }

    /** {@code com.acme.} for {@code com.acme.orders.OrdersTest}. */
    private static String root(String className) {
        int first = className.indexOf('.');
        int second = className.indexOf('.', first + 1);
        return className.substring(0, Math.max(first, second) + 1);
    }
}
