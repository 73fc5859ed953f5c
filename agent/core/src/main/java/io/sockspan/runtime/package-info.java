/**
 * The one place where the agent's parts are wired ({@link io.sockspan.runtime.Agent}), and what runs them: start, lazy start, the loop on the agent's
 * own thread, verdicts after each sweep, the end of the JVM and detach. No other package looks into this one.
 */
package io.sockspan.runtime;
