package io.sockspan.bootstrap;

import java.lang.ref.WeakReference;

/**
 * A selector, one end of a pipe or a Unix-domain channel, from its creation to its close. It refers weakly to an object of its owner, by which
 * it is recognized: the JDK closes none of them when the owner is garbage-collected, so it then stays open until the process ends. Immutable.
 */
public final class AuxiliaryDescriptor extends WeakReference<Object> {
    /** {@code selector}, {@code pipe} or {@code Unix-domain channel}. */
    public final String kind;
    /** The stack of its creation; null if it was not taken. */
    public final CallSite callSite;

    private final int hash;

    AuxiliaryDescriptor(Object part, String kind, CallSite callSite) {
        super(part);
        this.kind = kind;
        this.callSite = callSite;
        this.hash = System.identityHashCode(part);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** By identity of the owner's object: no code of the application is called. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        Object part = get();
        return part != null && other instanceof AuxiliaryDescriptor && part == ((AuxiliaryDescriptor) other).get();
    }
}
