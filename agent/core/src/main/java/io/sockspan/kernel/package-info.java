/**
 * What Linux tells of this process's sockets and descriptors under {@code /proc}.
 *
 * <p>It runs inside other people's JVMs: plain {@code java.io}, no file kept open, next to no garbage. Nothing here throws
 * because a file is missing or odd; it answers "not available", and {@code problem()} says what went wrong first.
 */
package io.sockspan.kernel;
