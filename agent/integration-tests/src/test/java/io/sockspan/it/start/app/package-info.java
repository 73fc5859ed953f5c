/** Applications of the tests of start and detach. */
package io.sockspan.it.start.app;
