package io.sockspan.telemetry.otlp;

/** The sender of one signal, as far as the SDK's exporters do not know it. */
interface OtlpBackend {
    /** The reply to the export that ended last. */
    Reply lastReply();

    /** Ends an export that takes too long, and closes an idle connection. Does not wait. */
    default void expire() {}

    /** Ends the export in progress, and refuses others. Does not wait. */
    default void abort() {}
}
