/**
 * Assertions about sockets, without any test framework. Start at {@link io.sockspan.testing.SocketLeaks}. The API has only JDK types and
 * this package's own; {@code internal} links to the agent.
 */
package io.sockspan.testing;
