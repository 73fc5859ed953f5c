package io.sockspan.bootstrap;

import java.util.function.Supplier;

/** Calls from a class of the test's choice of loader, so that this class is on the stack. */
public final class Exporting implements Supplier<Object> {
    private final Supplier<?> work;

    public Exporting(Supplier<?> work) {
        this.work = work;
    }

    @Override
    public Object get() {
        return work.get();
    }
}
