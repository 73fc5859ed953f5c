/**
 * What woven JDK code calls, in the bootstrap loader: one class of hooks for each family of calls, which record into one
 * {@link io.sockspan.bootstrap.Recording}, and the queue through which the records reach the agent. The hooks run on the application's
 * threads; the agent's threads read through {@link io.sockspan.bootstrap.AgentAccess}. This package knows the JDK alone, and does no
 * I/O except for questions about descriptors to the kernel.
 */
package io.sockspan.bootstrap;
