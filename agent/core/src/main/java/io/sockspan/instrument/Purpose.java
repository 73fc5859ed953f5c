package io.sockspan.instrument;

import java.util.Set;

/**
 * The purpose of hooks, and the loss on a JDK where no hook serves it. Each purpose is a constant of the instrumentation that serves it on
 * current JDKs. The instrumentation of an older JDK refers to the same constant. Immutable.
 */
final class Purpose {
    final String what;
    final String loss;
    /** Null for none. */
    private final Purpose whole;

    Purpose(String what, String loss) {
        this(what, loss, null);
    }

    /** @param whole the purpose whose loss implies the loss of this one */
    Purpose(String what, String loss, Purpose whole) {
        this.what = what;
        this.loss = loss;
        this.whole = whole;
    }

    /** Whether the loss of another one of these purposes implies the loss of this one. */
    boolean isImpliedBy(Set<Purpose> lost) {
        return whole != null && (lost.contains(whole) || whole.isImpliedBy(lost));
    }

    @Override
    public String toString() {
        return what + ": " + loss;
    }
}
