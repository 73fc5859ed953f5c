package io.sockspan.agent;

/** Stands in for the agent: the class that the demo looks for by name. */
public final class Sockspan {
    public static volatile String json;
    public static volatile String text;

    private Sockspan() {}

    public static String report(String format) {
        if (json == null) {
            throw new UnsupportedOperationException("not started");
        }
        return format.equals("json") ? json : text;
    }
}
