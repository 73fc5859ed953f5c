/**
 * Sockets in tests, without any test framework: {@link io.sockspan.testing.SocketLeaks} is where to begin. Only JDK types and this
 * package's own; the agent is reached through {@code internal}.
 */
package io.sockspan.testing;
