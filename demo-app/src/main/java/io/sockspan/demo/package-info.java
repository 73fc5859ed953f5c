/**
 * The demo's command line, and how it plays its scenarios. Start at {@link io.sockspan.demo.Demo}. It needs only the JDK, and runs
 * with the agent and without; it reaches the agent by reflection.
 */
package io.sockspan.demo;
