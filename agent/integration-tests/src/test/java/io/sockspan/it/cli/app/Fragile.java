package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import java.util.Map;

/** Ends ({@code halt}), or stands still for good ({@code stop}), as soon as somebody attaches. */
public final class Fragile {
    private Fragile() {}

    public static void main(String[] args) throws Exception {
        boolean halts = args[0].equals("halt");
        // At work already, so that no start of a process comes between the attach and the standstill.
        Process stopper = halts ? null : new ProcessBuilder("sh", "-c", "read now && kill -STOP $PPID").start();
        App.say("done");
        while (!isAttached()) {
            Thread.sleep(1);
        }
        if (halts) {
            Runtime.getRuntime().halt(0);
        }
        stopper.getOutputStream().write('\n');
        stopper.getOutputStream().flush();
        stopper.waitFor();
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
