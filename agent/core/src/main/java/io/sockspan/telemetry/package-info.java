/**
 * Exports connections and verdicts as OpenTelemetry spans and metrics. Start at {@link io.sockspan.telemetry.Telemetry}. The agent's thread
 * builds spans after the fact, with recorded times; the SDK's threads only send them, through {@link io.sockspan.telemetry.otlp}.
 */
package io.sockspan.telemetry;
