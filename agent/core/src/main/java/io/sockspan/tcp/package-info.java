/**
 * The TCP states of RFC 9293 and the state machine of one socket. {@link io.sockspan.tcp.TcpStateMachine} takes the application's calls and
 * the observations of the kernel, and returns transitions, each with its time, its uncertainty and its evidence. The package is pure: it
 * reads no clock, does no input or output, and depends on no other package of the agent.
 */
package io.sockspan.tcp;
