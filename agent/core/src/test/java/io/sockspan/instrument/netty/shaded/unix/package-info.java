/** Classes of the form of Netty's, as in a relocated copy. */
package io.sockspan.instrument.netty.shaded.unix;
