/** Benchmarks of the bootstrap classes' hot paths; they are in the package of what they measure, most of which is not public. */
package io.sockspan.bootstrap;
