/**
 * What woven classes of Netty's native transports call. It is the only package of the agent that is exported to the application's modules,
 * and only to those with such classes. It passes everything on to {@link io.sockspan.bootstrap.NativeHooks}, and lets no exception out.
 */
package io.sockspan.bootstrap.netty;
