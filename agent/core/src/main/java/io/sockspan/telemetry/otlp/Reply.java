package io.sockspan.telemetry.otlp;

import java.util.OptionalLong;

/** The backend's reply to one attempt to export, or why there is none. Immutable. */
public final class Reply {
    /** All was accepted, or nothing is known. */
    static final Reply PLAIN = new Reply(false, OptionalLong.empty(), PartialSuccess.NONE, null);

    /** Whether another attempt may succeed. */
    final boolean isTransient;
    /** For how long the backend asks not to be sent anything, in nanoseconds; no longer than {@link Delivery#LONGEST_WAIT}. */
    final OptionalLong askedWait;

    final PartialSuccess partial;
    /** What the user should do about the failure; null if that is not known. */
    final String advice;

    private Reply(boolean isTransient, OptionalLong askedWait, PartialSuccess partial, String advice) {
        this.isTransient = isTransient;
        this.askedWait = askedWait;
        this.partial = partial;
        this.advice = advice;
    }

    /** How many of the spans or data points the backend rejected, although it accepted the others. */
    public long rejected() {
        return partial.rejected;
    }

    static Reply accepted(PartialSuccess partial) {
        return new Reply(false, OptionalLong.empty(), partial, null);
    }

    /** @param askedWait in nanoseconds, as a backend wrote it: any number */
    static Reply notNow(OptionalLong askedWait) {
        OptionalLong wait = askedWait.isPresent()
                ? OptionalLong.of(Math.max(0, Math.min(Delivery.LONGEST_WAIT, askedWait.getAsLong())))
                : askedWait;
        return new Reply(true, wait, PartialSuccess.NONE, null);
    }

    static Reply refused(String advice) {
        return new Reply(false, OptionalLong.empty(), PartialSuccess.NONE, advice);
    }
}
