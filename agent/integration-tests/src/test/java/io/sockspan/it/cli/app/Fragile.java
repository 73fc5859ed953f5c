package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import java.util.Map;

/** Ends ({@code halt}), or stands still for good ({@code stop}), as soon as somebody attaches. */
public final class Fragile {
    private Fragile() {}

    public static void main(String[] args) throws Exception {
        App.say("done");
        while (!isAttached()) {
            Thread.sleep(1);
        }
        if (args[0].equals("halt")) {
            Runtime.getRuntime().halt(0);
        }
        new ProcessBuilder("sh", "-c", "kill -STOP $PPID").start().waitFor();
    }

    private static boolean isAttached() {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            if (thread.getKey().getName().equals("Attach Listener")) {
                return true;
            }
        }
        return false;
    }
}
