/**
 * Small tests that leave sockets open or do not, and what runs them: every test method whose name begins with {@code leaks} must fail for
 * that, and every other must not. They run on every JDK and Jupiter that the extension supports, hence Java 8 and Jupiter 5.8.
 */
package io.sockspan.it.junit.cases;
