/**
 * Renders snapshots and suspects as text, JSON and one HTML page. Nothing here asks the kernel or keeps state: the same input gives the
 * same output, on any thread. Tests pin every text that a person reads as a whole. {@link io.sockspan.report.JsonReport} describes the JSON
 * format.
 */
package io.sockspan.report;
