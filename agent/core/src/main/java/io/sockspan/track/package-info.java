/**
 * All sockets of the JVM, and what happens to each of them. A {@link io.sockspan.track.TrackedSocket} decides; four sources call its methods:
 * the events of the hooks ({@code EventHandler}), the sweep of the kernel's states ({@code Sweep}), the comparison with the process's
 * descriptors ({@code Adoption}), and the reads of the kernel's table ({@code AfterCloseFollower}). It alone publishes transitions to the
 * {@link io.sockspan.track.SocketObserver}s. {@link io.sockspan.track.Tracker} is the entrance. Everything happens on the agent's thread.
 */
package io.sockspan.track;
