/** What stays open: which sockets are suspected, since when and with which line. */
package io.sockspan.it.leaks;
