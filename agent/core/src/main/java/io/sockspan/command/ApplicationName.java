package io.sockspan.command;

/** The name by which a person knows the application: its main class or jar. */
public final class ApplicationName {
    private ApplicationName() {}

    /** From {@code sun.java.command}, which HotSpot and OpenJ9 set to the main class or jar and its arguments. */
    public static String get() {
        String command = System.getProperty("sun.java.command", "");
        String first = command.trim().split("\\s+", 2)[0];
        if (first.isEmpty()) {
            return "java";
        }
        int slash = Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\'));
        return first.substring(slash + 1);
    }
}
