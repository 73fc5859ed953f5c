/**
 * The hooks in the JDK's socket classes: what is woven, how it is woven, and how the bootstrap classes are installed. Each
 * {@code *Instrumentation} has the hooks of one family of JDK classes. The advice methods in it are inlined into the JDK's methods and run
 * only there, so they may use only what the woven class can resolve: the JDK and {@link io.sockspan.bootstrap}.
 * {@link io.sockspan.instrument.Installation} weaves the classes, reports the hooks that found no method, and removes all hooks.
 */
package io.sockspan.instrument;
