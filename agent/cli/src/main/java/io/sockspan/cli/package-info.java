/**
 * The command line: finds JVMs, attaches the agent to one, asks it, and shows what it answers. It runs in a JVM of its own; nothing of it
 * is loaded into the JVM that it looks at.
 */
package io.sockspan.cli;
