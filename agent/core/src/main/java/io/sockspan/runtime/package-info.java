/**
 * Wires the agent's parts in one place ({@link io.sockspan.runtime.Agent}), and runs them: start, lazy start, the loop on the agent's own
 * thread, verdicts after each sweep, the end of the JVM, and detach. No other package uses this one.
 */
package io.sockspan.runtime;
