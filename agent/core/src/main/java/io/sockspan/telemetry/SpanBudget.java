package io.sockspan.telemetry;

/** Decides which connections and verdicts are exported as spans. For the agent's thread. */
final class SpanBudget {
    private final TokenBucket healthy;
    private final TokenBucket anomalies;
    private final SpanLedger ledger;

    SpanBudget(TelemetrySettings settings, SpanLedger ledger, long now) {
        this.healthy = new TokenBucket(settings.healthyPerSecond(), now);
        this.anomalies = new TokenBucket(settings.anomaliesPerSecond(), now);
        this.ledger = ledger;
    }

    /** Whether {@link #admitHealthy} would return true now; uses up nothing. */
    boolean wouldAdmitHealthy(long now) {
        return healthy.hasAny(now) && ledger.hasFree(0.5);
    }

    /** Whether to trace a connection without an anomaly. Leaves half of the export queue to the others. */
    boolean admitHealthy(long now) {
        return ledger.hasFree(0.5) && healthy.tryTake(now);
    }

    /** Whether to trace an anomalous connection or a verdict. */
    boolean admitAnomaly(long now) {
        return ledger.hasFree(0.125) && anomalies.tryTake(now);
    }
}
