package io.sockspan.track;

import io.sockspan.bootstrap.Caller;
import io.sockspan.stack.CallStack;

/** A read or write of the application, recorded because the socket was suspected or about to be. Immutable. */
public final class SocketUse {
    public final UseKind kind;
    /** When the call returned, {@link System#nanoTime()}. */
    public final long at;
    /** The calling thread; null if it has no name. */
    public final String thread;

    public final CallStack stack;

    SocketUse(UseKind kind, long at, Caller caller, CallStack stack) {
        this.kind = kind;
        this.at = at;
        this.thread = caller.thread.isEmpty() ? null : caller.thread;
        this.stack = stack;
    }
}
