package io.sockspan.http;

import java.net.URI;

/**
 * The server that a URI names. {@link URI} finds no host in a name with an underscore: RFC 2396 does not allow it, but container networks
 * often use it. Immutable.
 */
final class HostAndPort {
    /** Without the brackets of an IPv6 address. */
    final String host;
    /** -1 if the URI has none. */
    final int port;

    private HostAndPort(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** @throws IllegalArgumentException if there is no host, or if the port is not a number */
    static HostAndPort of(URI uri) {
        if (uri.getHost() != null) {
            return new HostAndPort(uri.getHost().replaceAll("^\\[|]$", ""), uri.getPort());
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String server = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = server.indexOf(':');
        String name = colon < 0 ? server : server.substring(0, colon);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no host in " + PrintableUri.of(uri.toString()));
        }
        return new HostAndPort(name, colon < 0 ? -1 : port(server.substring(colon + 1), uri));
    }

    private static int port(String text, URI uri) {
        if (text.isEmpty()) {
            return -1;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("no port in " + PrintableUri.of(uri.toString()));
        }
        return Integer.parseInt(text);
    }

    String hostInUri() {
        return host.indexOf(':') < 0 ? host : '[' + host + ']';
    }
}
