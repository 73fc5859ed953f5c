package io.sockspan.telemetry;

/** Knows what the SDK's exporters keep to themselves about the backend's answer. */
interface OtlpBackend {
    /** The reply to the export that ended last. */
    Reply lastReply();
}
