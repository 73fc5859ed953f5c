/**
 * Where the JVM enters the agent's jar: {@code premain}, {@code agentmain} and {@code main}. These classes are on the application's class
 * path and know the JDK and {@code io.sockspan.protocol} alone. They load the core and the command line from trees in the jar, each in a
 * class loader of its own, and only types of the JDK pass between them. {@link io.sockspan.agent.Sockspan} is what applications may call.
 */
package io.sockspan.agent;
