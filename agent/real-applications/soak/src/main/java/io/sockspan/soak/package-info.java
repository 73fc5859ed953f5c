/**
 * Real servers and clients that run under the agent for minutes: under load, idle, and then with one planted leak each. Each application is one
 * JVM, which the script {@code run} commands over its standard input.
 */
package io.sockspan.soak;
