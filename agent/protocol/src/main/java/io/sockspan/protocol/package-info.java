/**
 * What the agent and its clients share: the private directory of a session, questions, socket records, the attach API, and the cleaning of
 * text from outside. The agent, the command line and the test extension are in different class loaders, and each has a copy of this
 * package; so only strings and files pass between them. This package uses the JDK alone.
 */
package io.sockspan.protocol;
