/**
 * Tracks all sockets of the JVM and their state. {@link io.sockspan.track.Tracker} is the entry point. Each
 * {@link io.sockspan.track.TrackedSocket} takes its input from four sources: the hooks' events ({@code EventHandler}), the sweep of the
 * kernel's states ({@code Sweep}), the comparison with the process's descriptors ({@code Adoption}), and the reads of
 * {@code /proc/self/net/tcp} ({@code AfterCloseFollower}). It decides what they mean, and it alone publishes transitions to the
 * {@link io.sockspan.track.SocketObserver}s. Everything runs on the agent's thread, except where a method says otherwise.
 */
package io.sockspan.track;
