package io.sockspan.stack;

import java.util.regex.Pattern;

/** Whose code a frame is. */
public enum FrameOwner {
    /** The JDK's socket code, which every stack begins with. */
    JDK_SOCKETS,
    /** Any other code of the JDK. It differs from one JDK version to the next. */
    JDK,
    /** A class that exists only to pass a call on, and that no source line belongs to. */
    GENERATED,
    /** A known library's. */
    LIBRARY,
    /** The application's, as far as is known. */
    APPLICATION;

    private static final String[] JDK_PACKAGES = {"java.", "javax.", "jdk.", "sun.", "com.sun."};

    private static final String[] SOCKET_PACKAGES = {
        "sun.nio.ch.", "java.net.", "java.nio.channels.", "javax.net.", "sun.security.ssl.", "sun.net.NetHooks"
    };

    private static final Pattern PROXY = Pattern.compile("(.*\\.)?\\$Proxy\\d+");
    private static final Pattern ACCESSOR = Pattern.compile(".*\\.Generated(Method|Constructor)Accessor\\d+");

    public static FrameOwner of(StackTraceElement frame) {
        String name = frame.getClassName();
        if (isGenerated(name)) {
            return GENERATED;
        }
        // Some libraries live in the JDK's packages: com.sun.mail, javax.servlet.
        if (Libraries.KNOWN.of(name) != null) {
            return LIBRARY;
        }
        if (startsWithAny(name, SOCKET_PACKAGES)) {
            return JDK_SOCKETS;
        }
        return startsWithAny(name, JDK_PACKAGES) ? JDK : APPLICATION;
    }

    /** Whether the JDK's classes, or classes that it generates, make up this frame. */
    public boolean isJdk() {
        return this == JDK_SOCKETS || this == JDK;
    }

    private static boolean isGenerated(String name) {
        return name.indexOf('$') >= 0
                        && (name.contains("$$Lambda") || PROXY.matcher(name).matches())
                || name.contains(".Generated") && ACCESSOR.matcher(name).matches();
    }

    private static boolean startsWithAny(String name, String[] prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
