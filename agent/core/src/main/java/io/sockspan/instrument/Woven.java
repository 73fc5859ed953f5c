package io.sockspan.instrument;

import java.util.List;

/** The result of weaving one class. Immutable. */
final class Woven {
    /** The woven class file, or null if no hook found its method. */
    final byte[] classFile;

    final List<Hook> taken;
    /** Hooks that match no method of this JDK's version of the class. */
    final List<Hook> missed;

    Woven(byte[] classFile, List<Hook> taken, List<Hook> missed) {
        this.classFile = classFile;
        this.taken = taken;
        this.missed = missed;
    }
}
