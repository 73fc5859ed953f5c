/** How {@code io.sockspan.testing} reaches the agent. Not for applications: it may change with every version. */
package io.sockspan.testing.internal;
