package io.sockspan.instrument;

/**
 * The purpose of hooks, and the loss on a JDK where no hook serves it. Each purpose is a constant of the instrumentation that serves it on
 * current JDKs. The instrumentation of an older JDK refers to the same constant. Immutable.
 */
final class Purpose {
    final String what;
    final String loss;

    Purpose(String what, String loss) {
        this.what = what;
        this.loss = loss;
    }

    @Override
    public String toString() {
        return what + ": " + loss;
    }
}
