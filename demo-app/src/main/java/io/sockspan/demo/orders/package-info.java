/** A small order service that asks a warehouse over TCP. Its error path forgets to close a connection, as real services do. */
package io.sockspan.demo.orders;
