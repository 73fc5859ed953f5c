package io.sockspan.instrument;

/** The result of weaving one class. Immutable. */
final class Woven {
    /** The woven class file, or null if no hook found its method. */
    final byte[] classFile;

    private final boolean[] taken;

    /** @param taken which of {@link Instrumentations#hooks} have found a method, in their order */
    Woven(byte[] classFile, boolean[] taken) {
        this.classFile = classFile;
        this.taken = taken;
    }

    boolean isTaken(int hook) {
        return taken[hook];
    }
}
