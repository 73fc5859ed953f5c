/**
 * Leaked sockets fail JUnit tests: {@link io.sockspan.junit.DetectSocketLeaks} is where to begin. Compiled against Jupiter 5.8; nothing
 * outside this package knows JUnit.
 */
package io.sockspan.junit;
