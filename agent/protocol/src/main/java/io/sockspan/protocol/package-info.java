/**
 * What the agent and those who ask it share: the private directory of a session, questions, socket records, how to attach, and how text
 * from outside is made harmless. The agent, the command line and the test extension are in different class loaders, and each has a copy
 * of this package; so only strings and files pass between them. This package knows the JDK alone.
 */
package io.sockspan.protocol;
