/**
 * The hooks in Netty's native transports, whose sockets the JDK does not know. The classes are the application's, so they are known by their
 * form: a relocated copy has other package names. A class of another form is left alone, and its sockets are adopted. The woven code calls
 * {@link io.sockspan.bootstrap.netty.NettyHooks} alone.
 */
package io.sockspan.instrument.netty;
