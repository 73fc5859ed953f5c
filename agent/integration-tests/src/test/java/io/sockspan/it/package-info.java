/**
 * The packaged agent against real JVMs and the real kernel: applications and the demo run in JVMs of their own, with the agent on
 * them, and what it reports is compared with what they did.
 *
 * <p>There is a package for each theme. The applications that a test forks stand beside it, in the package {@code app} below its own,
 * and those of several themes in {@link io.sockspan.it.app}. To add one, write a class with a {@code main} for Java 8 there, under a
 * simple name that no other application has; the test forks it by {@code TargetJvm.of(jdk).app("Name")}.
 */
package io.sockspan.it;
