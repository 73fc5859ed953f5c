/** An application whose libraries hold sockets for it, for the test of {@code owners}. */
package io.sockspan.real.owned;
