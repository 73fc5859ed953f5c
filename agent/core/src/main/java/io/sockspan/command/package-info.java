/**
 * What can be asked of a running agent, and how it answers: the commands of the command line and of the test extension ({@link
 * io.sockspan.command.Commands}) and the JMX bean. Every question is answered on the agent's thread, which alone may touch the tracker, or by
 * the asking thread once that one has ended ({@link io.sockspan.command.Requests}).
 */
package io.sockspan.command;
