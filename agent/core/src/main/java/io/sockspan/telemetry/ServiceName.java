package io.sockspan.telemetry;

import java.io.File;

/** The service name of an application without one. */
final class ServiceName {
    static final String UNKNOWN = "unknown_service:java";

    private ServiceName() {}

    /**
     * The jar's name without {@code .jar}, or the main class's full name.
     *
     * @param command the value of {@code sun.java.command}, the started program and its arguments; may be null
     * @param classPath the value of {@code java.class.path}, or null
     */
    static String of(String command, String classPath) {
        if (command == null || command.trim().isEmpty()) {
            return UNKNOWN;
        }
        // Under -jar the class path is just the jar, which separates it from the arguments even if its path has
        // blanks.
        if (classPath != null && classPath.endsWith(".jar") && command.startsWith(classPath)) {
            return withoutJar(new File(classPath).getName());
        }
        String started = command.trim().split("\\s", 2)[0];
        if (started.endsWith(".jar")) {
            return withoutJar(new File(started).getName());
        }
        // A module's main class is given as module/class.
        return started.substring(started.lastIndexOf('/') + 1);
    }

    private static String withoutJar(String file) {
        return file.length() == ".jar".length() ? UNKNOWN : file.substring(0, file.length() - ".jar".length());
    }
}
