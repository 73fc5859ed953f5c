/**
 * What is inlined into JDK classes: one class for each family of JDK classes, a line or two for each call. Nothing in here runs where
 * it is compiled; it may use only what the woven class itself can see: the JDK and {@link io.sockspan.bootstrap}.
 */
package io.sockspan.instrument;
