/**
 * Whole-process benchmarks: the same application with the packed agent and without, in turn, and how the two compare. Start at
 * {@link io.sockspan.bench.Compare}.
 */
package io.sockspan.bench;
