/**
 * As much of HTTP/1.1 (RFC 9112) as it takes to post something to one server, over the JDK's plain sockets.
 *
 * <p>The JDK's own {@link java.net.HttpURLConnection} is the application's: its authenticator, cookies, caches, pooled connections,
 * stream handlers and a thread would take part in what the agent sends. {@code java.net.http} is not there on Java 8.
 * {@link io.sockspan.http.HttpClient} is the way in; it has no thread of its own.
 */
package io.sockspan.http;
