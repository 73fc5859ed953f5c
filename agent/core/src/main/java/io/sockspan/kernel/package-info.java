/**
 * Reads the state of this process's sockets and descriptors from Linux's {@code /proc} (proc(5)). {@link io.sockspan.kernel.ProcNetTcp}
 * reads the TCP table of the network namespace, {@link io.sockspan.kernel.Descriptors} the open descriptors and their limit. The package
 * runs inside the application's JVM, so it uses plain {@code java.io}, keeps no file open and makes almost no garbage. It never throws
 * because a file is missing or malformed: the result is empty, and {@code problem()} has the first failure.
 */
package io.sockspan.kernel;
