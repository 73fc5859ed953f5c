/**
 * What the integration tests and the benchmarks share: the JDKs to run on, forked JVMs with the packaged agent, the command line, a
 * network namespace, and a receiver for OTLP. Nothing of it runs inside an application's JVM.
 */
package io.sockspan.testkit;
