package io.sockspan.bootstrap;

/** Who made a call on a socket that already existed: the thread, and its stack. Immutable. */
public final class Caller {
    /** The thread's name; empty if it has none, as virtual threads. */
    public final String thread;
    /** To be resolved on the agent's thread. */
    public final CallSite callSite;
    /** If the JDK closes a channel because a thread that uses it was interrupted, the name of that thread; else null. */
    public final String interrupted;
    /** Whether {@link #interrupted} is the caller itself: in most cases, its interrupt came before it used the channel. */
    public final boolean isInterruptedItself;

    Caller(CallSite callSite, Thread interrupted) {
        this.thread = NameLimit.bounded(Thread.currentThread().getName());
        this.callSite = callSite;
        this.interrupted = interrupted == null ? null : NameLimit.bounded(interrupted.getName());
        this.isInterruptedItself = interrupted == Thread.currentThread();
    }

    /**
     * Whether the caller is inside {@link Thread#interrupt}. A JDK such as 25 stores the interrupted thread a moment before the interrupting
     * one closes, and any other thread can close the channel in that moment. For the agent's thread, because it resolves the stack.
     */
    public boolean isInterrupting() {
        for (StackTraceElement frame : callSite.getStackTrace()) {
            if (frame.getMethodName().equals("interrupt")
                    && frame.getClassName().startsWith("java.lang.")) {
                return true;
            }
        }
        return false;
    }
}
