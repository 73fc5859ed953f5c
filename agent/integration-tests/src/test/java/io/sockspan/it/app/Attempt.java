package io.sockspan.it.app;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call on a thread of its own, and how it ended: {@code returned}, or the exception's class. */
public final class Attempt {
    private final FutureTask<String> outcome;
    private final Thread thread;

    public Attempt(String name, Callable<?> call) {
        outcome = new FutureTask<>(() -> {
            try {
                call.call();
                return "returned";
            } catch (Exception e) {
                return e.getClass().getName();
            }
        });
        thread = new Thread(outcome, name);
        thread.start();
    }

    public Thread thread() {
        return thread;
    }

    public String outcome() throws Exception {
        return outcome.get(120, TimeUnit.SECONDS);
    }
}
