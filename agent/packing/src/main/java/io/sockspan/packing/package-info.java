/**
 * Prepares the class files that the agent's jar is packed with, so that the agent starts with less work. Runs in the build, never in an
 * application.
 */
package io.sockspan.packing;
