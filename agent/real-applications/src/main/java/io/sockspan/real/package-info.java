/**
 * Healthy and leaking tests with real servers beside them and real clients. {@link io.sockspan.real.RunRealTests} runs them in a JVM of
 * any version and holds each to its name: those that begin with {@code leaks} must fail with the line that leaked, all others pass.
 */
package io.sockspan.real;
