/** The link from {@code io.sockspan.testing} to the agent. Not for applications: it may change with every version. */
package io.sockspan.testing.internal;
