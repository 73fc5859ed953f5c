/**
 * TCP's states as RFC 9293 names them, and the state machine of one socket. {@link io.sockspan.tcp.TcpStateMachine} takes in calls of the
 * application and observations of the kernel, and returns transitions, each with its time, its uncertainty and its evidence. It is pure:
 * no clock, no input or output, and it depends on no other package of the agent.
 */
package io.sockspan.tcp;
