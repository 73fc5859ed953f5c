/**
 * The kernel's events of open descriptors. {@link io.sockspan.watch.EpollWatch} registers them in epoll instances of the agent's own, and
 * a thread of its own takes the time of each event and reads the descriptor's state at once.
 */
package io.sockspan.watch;
