package io.sockspan.track;

import io.sockspan.bootstrap.Caller;
import io.sockspan.stack.CallStack;

/** The call that closed a socket, recorded if it reset the connection or an interrupt seemed to make it. Immutable. */
public final class CloseCall {
    /** The thread that closed; null if it has no name. */
    public final String thread;

    public final CallStack stack;
    /** Whether the JDK closed a channel because a thread that used it was interrupted. */
    public final boolean byInterrupt;
    /** The interrupted thread; null if it has no name, or nobody was interrupted. */
    public final String interrupted;
    /** Whether {@link #thread} is the thread that interrupted. If the interrupt came before the use of the channel, it is the interrupted one. */
    public final boolean interrupterKnown;

    CloseCall(Caller caller, CallStack stack) {
        this.thread = caller.thread.isEmpty() ? null : caller.thread;
        this.stack = stack;
        this.byInterrupt = caller.interrupted != null && (caller.isInterruptedItself || caller.isInterrupting());
        this.interrupted = byInterrupt && !caller.interrupted.isEmpty() ? caller.interrupted : null;
        this.interrupterKnown = byInterrupt && !caller.isInterruptedItself;
    }
}
