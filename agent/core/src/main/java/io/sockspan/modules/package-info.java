/**
 * Opens packages of the JDK to the agent's own modules, and exports the agent's packages to those who need them, by
 * {@link java.lang.instrument.Instrumentation}. Nothing is ever opened to a module of the application. Java 8 has no modules: there,
 * nothing is to be done.
 */
package io.sockspan.modules;
