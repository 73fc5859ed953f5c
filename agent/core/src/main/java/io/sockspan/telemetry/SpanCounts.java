package io.sockspan.telemetry;

/**
 * The outcomes of the spans so far. Immutable.
 *
 * <p>{@code emitted = exported + failed + dropped + pending}: no span is lost without being counted.
 */
public final class SpanCounts {
    /** Spans made. */
    public final long emitted;
    /** Spans that the backend accepted. */
    public final long exported;
    /** Spans that the backend did not accept. */
    public final long failed;
    /** Spans that the export queue refused because it was full or shut down. */
    public final long dropped;
    /** Spans that were not made because the budget for their connection or verdict was used up. */
    public final long overBudget;
    /** Spans that wait for their export or for the backend's answer. */
    public final long pending;

    SpanCounts(long emitted, long exported, long failed, long dropped, long overBudget) {
        this.emitted = emitted;
        this.exported = exported;
        this.failed = failed;
        this.dropped = dropped;
        this.overBudget = overBudget;
        this.pending = emitted - exported - failed - dropped;
    }

    @Override
    public String toString() {
        return emitted + " emitted, " + exported + " exported, " + failed + " failed, " + dropped + " dropped, "
                + overBudget + " over budget";
    }
}
