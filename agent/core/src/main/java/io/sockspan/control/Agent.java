package io.sockspan.control;

import io.sockspan.install.Installation;
import io.sockspan.recorder.*;
import java.lang.instrument.Instrumentation;
import java.util.function.UnaryOperator;

public final class Agent {
    public static UnaryOperator<String> start(String arguments, Instrumentation instrumentation, boolean attached) {
        ThreadGroup group = new ThreadGroup("sockspan");
        Recorder.start(group, 32768, 1000);
        long t0 = System.nanoTime();
        Installation installation = Installation.install(instrumentation);
        System.err.println("install ms " + (System.nanoTime() - t0) / 1e6);
        Thread t = new Thread(group, () -> {
            long t1 = System.nanoTime();
            System.err.println("selftest " + installation.selfTest() + (System.nanoTime() - t1) / 1e6);
        }, "sockspan");
        t.setDaemon(true);
        t.start();
        return s -> {
            StringBuilder b = new StringBuilder();
            for (SocketEvent e; (e = Recorder.poll()) != null; ) {
                b.append(e.record.id + " " + e.record.number + " " + e.kind + " " + Integer.toHexString(e.number) + " " + e.unread + " " + e.detail + "\n");
            }
            b.append("failures " + Recorder.hookFailures() + " " + Recorder.firstHookFailure()+"\n");
            if (Recorder.firstHookFailure()!=null) Recorder.firstHookFailure().printStackTrace();
            return b.toString();
        };
    }
}
