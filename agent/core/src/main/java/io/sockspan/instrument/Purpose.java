package io.sockspan.instrument;

/**
 * What hooks are for, and what is lost on a JDK where none serves it. Each purpose is a constant of the instrumentation that serves it on
 * current JDKs; that of an older JDK refers to the same constant. Immutable.
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
