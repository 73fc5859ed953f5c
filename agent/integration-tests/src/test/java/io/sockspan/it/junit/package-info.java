/** The test extension: through the test kit of JUnit, in JVMs of their own with every Jupiter, and in a real build. */
package io.sockspan.it.junit;
