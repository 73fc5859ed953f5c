package io.sockspan.telemetry;

import java.time.Duration;

/** The options of the agent that concern telemetry. Immutable. */
public final class TelemetrySettings {
    private final int healthyPerSecond;
    private final int anomaliesPerSecond;
    private final Duration slowHandshake;
    private final String version;

    /**
     * @param healthyPerSecond how many connections without an anomaly are traced each second; 0 for none
     * @param anomaliesPerSecond how many failed, reset or slow connections and verdicts are traced each second, besides those
     * @param slowHandshake a handshake that takes this long or longer is an anomaly
     * @param version of the agent, for {@code telemetry.distro.version}
     */
    public TelemetrySettings(int healthyPerSecond, int anomaliesPerSecond, Duration slowHandshake, String version) {
        this.healthyPerSecond = healthyPerSecond;
        this.anomaliesPerSecond = anomaliesPerSecond;
        this.slowHandshake = slowHandshake;
        this.version = version;
    }

    int healthyPerSecond() {
        return healthyPerSecond;
    }

    int anomaliesPerSecond() {
        return anomaliesPerSecond;
    }

    long slowHandshakeNanos() {
        return slowHandshake.toNanos();
    }

    String version() {
        return version;
    }
}
