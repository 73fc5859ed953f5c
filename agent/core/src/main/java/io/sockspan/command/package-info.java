/**
 * The requests that a running agent answers: the commands of the command line and of the test extension ({@link
 * io.sockspan.command.Commands}), and the JMX bean. The agent's thread, which alone may touch the tracker, answers every request; after it
 * has ended, the requesting thread does ({@link io.sockspan.command.Requests}).
 */
package io.sockspan.command;
