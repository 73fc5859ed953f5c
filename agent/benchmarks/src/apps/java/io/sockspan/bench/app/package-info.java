/**
 * Applications that the whole-process benchmarks run, with the agent and without. They know nothing of it, run on Java 8, and print what
 * they did in one line on stdout, {@code result name=value ...}: times in seconds, sizes in bytes.
 */
package io.sockspan.bench.app;
