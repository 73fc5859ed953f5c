/**
 * Fails JUnit tests that leak sockets. Start at {@link io.sockspan.junit.DetectSocketLeaks}. Compiled against Jupiter 5.8; no other package
 * depends on JUnit.
 */
package io.sockspan.junit;
