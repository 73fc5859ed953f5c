/**
 * The command line: finds JVMs, attaches the agent to one, asks it, and prints its answers. It runs in a JVM of its own; none of its
 * classes is loaded into the inspected JVM.
 */
package io.sockspan.cli;
