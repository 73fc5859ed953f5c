/** Servers that make their TLS handshakes with the JDK's {@code SSLEngine}, each by a way of its own. */
package io.sockspan.real.tls;
