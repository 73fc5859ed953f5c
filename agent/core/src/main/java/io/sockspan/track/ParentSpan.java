package io.sockspan.track;

/** The context of the application's OpenTelemetry span that was current when it connected. Immutable. */
public final class ParentSpan {
    /** 32 hexadecimal digits. */
    public final String traceId;
    /** 16 hexadecimal digits. */
    public final String spanId;
    /** W3C trace flags: bit 0 says whether the application's trace is sampled. */
    public final byte traceFlags;

    public ParentSpan(String traceId, String spanId, byte traceFlags) {
        this.traceId = traceId;
        this.spanId = spanId;
        this.traceFlags = traceFlags;
    }
}
