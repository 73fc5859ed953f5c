/**
 * Snapshots and suspects in; text, JSON and one HTML page out. Nothing here asks the kernel or keeps anything: the same input gives the same
 * output, on any thread. What a person reads is pinned whole in the tests; the JSON format is described at {@link
 * io.sockspan.report.JsonReport}.
 */
package io.sockspan.report;
