package io.sockspan.leak;

import io.sockspan.stack.CallStack;

/** Finds the JDK's TLS layer in the stack that opened a socket. Pure functions. */
final class TlsFrames {
    private static final String IMPLEMENTATION = "sun.security.ssl.";

    private TlsFrames() {}

    static boolean areIn(CallStack stack) {
        for (StackTraceElement frame : stack.frames()) {
            String name = frame.getClassName();
            if (name.startsWith(IMPLEMENTATION) || name.startsWith("javax.net.ssl.")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the constructor of an SSLSocket connected: where that failed, nobody ever had the SSLSocket. */
    static boolean includeConstructor(CallStack stack) {
        for (StackTraceElement frame : stack.frames()) {
            if (frame.getMethodName().equals("<init>") && frame.getClassName().startsWith(IMPLEMENTATION)) {
                return true;
            }
        }
        return false;
    }
}
