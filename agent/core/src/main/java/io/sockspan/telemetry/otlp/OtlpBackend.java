package io.sockspan.telemetry.otlp;

/** The sender of one signal, as far as the SDK's exporters do not know it. */
interface OtlpBackend {
    /** The reply to the export that ended last; {@link Reply#PLAIN} if there was none since {@link #forgetReply}. */
    Reply lastReply();

    /** An export begins, which may fail before it is sent. */
    default void forgetReply() {}

    /** Ends an export that takes too long, and closes an idle connection. Does not wait. */
    default void expire() {}

    /** Whether {@link #expire} may find something to do soon. */
    default boolean isConnected() {
        return false;
    }

    /** Ends the export in progress, and refuses others. Does not wait. */
    default void abort() {}
}
