/**
 * Exports connections and verdicts as OpenTelemetry spans and metrics. {@link io.sockspan.telemetry.Telemetry} is the way in. Spans are built after
 * the fact, with recorded times, on the agent's thread; the SDK's threads only send them, over HTTP by {@link io.sockspan.telemetry.OtlpSender}.
 */
package io.sockspan.telemetry;
