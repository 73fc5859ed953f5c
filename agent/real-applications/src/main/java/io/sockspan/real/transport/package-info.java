/** Applications on Netty's native transports, which the tests compare with the kernel. */
package io.sockspan.real.transport;
