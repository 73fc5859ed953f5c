/** Applications that leave sockets open. */
package io.sockspan.it.leaks.app;
