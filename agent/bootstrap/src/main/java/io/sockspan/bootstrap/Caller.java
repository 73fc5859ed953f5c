package io.sockspan.bootstrap;

/** Who made a call on a socket that already existed: the thread, and its stack. Immutable. */
public final class Caller {
    /** The thread's name; empty if it has none, as virtual threads. */
    public final String thread;
    /** To be resolved on the agent's thread. */
    public final CallSite callSite;
    /** If the JDK closes a channel because a thread that uses it was interrupted, the name of that thread; else null. */
    public final String interrupted;
    /**
     * Whether {@link #interrupted} is the caller itself: its interrupt came before it used the channel. Otherwise the caller is the thread
     * that interrupts.
     */
    public final boolean isInterruptedItself;

    Caller(CallSite callSite, Thread interrupted) {
        this.thread = NameLimit.bounded(Thread.currentThread().getName());
        this.callSite = callSite;
        this.interrupted = interrupted == null ? null : NameLimit.bounded(interrupted.getName());
        this.isInterruptedItself = interrupted == Thread.currentThread();
    }
}
