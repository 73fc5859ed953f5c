package io.sockspan.stack;

/** The owner of a frame's code. */
public enum FrameOwner {
    /** The JDK's socket code, which every stack begins with. */
    JDK_SOCKETS,
    /** Any other code of the JDK, which differs between JDK versions. */
    JDK,
    /** A generated class that only passes a call on and has no source. */
    GENERATED,
    /** The code of a known library. */
    LIBRARY,
    /** The application's code, as far as known. */
    APPLICATION;

    private static final String[] JDK_PACKAGES = {"java.", "javax.", "jdk.", "sun.", "com.sun."};

    private static final String[] SOCKET_PACKAGES = {
        "sun.nio.ch.", "java.net.", "java.nio.channels.", "javax.net.", "sun.security.ssl.", "sun.net.NetHooks"
    };

    public static FrameOwner of(StackTraceElement frame) {
        String name = frame.getClassName();
        if (isGenerated(name)) {
            return GENERATED;
        }
        // Some libraries use the JDK's package names: com.sun.mail, javax.servlet.
        if (Libraries.KNOWN.of(name) != null) {
            return LIBRARY;
        }
        if (startsWithAny(name, SOCKET_PACKAGES)) {
            return JDK_SOCKETS;
        }
        return startsWithAny(name, JDK_PACKAGES) ? JDK : APPLICATION;
    }

    /** Whether the frame is of a JDK class. */
    public boolean isJdk() {
        return this == JDK_SOCKETS || this == JDK;
    }

    private static boolean isGenerated(String name) {
        return name.indexOf('$') >= 0 && (name.contains("$$Lambda") || isNumbered(name, "$Proxy"))
                || name.contains(".Generated")
                        && (isNumbered(name, "GeneratedMethodAccessor")
                                || isNumbered(name, "GeneratedConstructorAccessor"));
    }

    /** Whether the name of the class without its package is that prefix and a number. */
    private static boolean isNumbered(String name, String prefix) {
        int number = name.lastIndexOf('.') + 1 + prefix.length();
        if (number >= name.length() || !name.startsWith(prefix, number - prefix.length())) {
            return false;
        }
        for (int i = number; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
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
