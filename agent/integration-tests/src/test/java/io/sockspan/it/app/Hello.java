package io.sockspan.it.app;

/** The least that an application can be: says hello, to nobody. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) throws Exception {
        App.say("hello " + String.join(" ", args) + " on " + System.getProperty("java.version"));
        new App()
                .on("echo", () -> "echo")
                .on("warn", () -> {
                    System.err.println("OpenJDK 64-Bit Server VM warning: as a JVM would");
                    return null;
                })
                .serve();
    }
}
