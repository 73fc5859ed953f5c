/**
 * As much of HTTP/1.1 (RFC 9112) as it takes to post to one server, over the JDK's plain sockets.
 *
 * <p>{@link java.net.HttpURLConnection} would involve the application's authenticator, cookies, caches, pooled connections, stream handlers
 * and a thread in the agent's exports. {@code java.net.http} does not exist on Java 8. Start at {@link io.sockspan.http.HttpClient}; it has
 * no thread of its own.
 */
package io.sockspan.http;
