/**
 * Brings exports to the backend by OTLP, and repeats, reports and explains what fails. {@link io.sockspan.telemetry.otlp.OtlpSenders} makes
 * the SDK's senders, one attempt each; {@link io.sockspan.telemetry.otlp.Delivery} repeats an export as the OTLP specification asks;
 * {@link io.sockspan.telemetry.otlp.BackendWatch} says what becomes of exports.
 */
package io.sockspan.telemetry.otlp;
