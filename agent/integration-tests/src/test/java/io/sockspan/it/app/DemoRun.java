package io.sockspan.it.app;

/** The demo, which talks to its test afterwards as the other applications do. */
public final class DemoRun {
    private DemoRun() {}

    public static void main(String[] args) throws Exception {
        Class.forName("io.sockspan.demo.Demo").getMethod("main", String[].class).invoke(null, (Object) args);
        new App().serve();
    }
}
