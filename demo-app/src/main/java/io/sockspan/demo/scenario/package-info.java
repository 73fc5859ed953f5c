/**
 * One class for each phase of a TCP connection and for each kind of leak. A scenario says what happens, makes it happen with real
 * sockets, and checks it against the kernel's own table.
 */
package io.sockspan.demo.scenario;
