package io.sockspan.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The way to one URI, through a proxy if there is one. Immutable; addresses are resolved anew each time. */
final class Route {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Without the brackets of an IPv6 address. */
    final String host;

    final int port;
    final boolean tls;
    /** The host and port, as a header and a proxy expect them. */
    final String authority;

    private final URI uri;
    private final ProxySelector proxies;

    /**
     * @param uri {@code http} or {@code https}
     * @param proxies asked before each connect; null for the JDK's proxy properties ({@code http.proxyHost} and so on)
     */
    Route(URI uri, ProxySelector proxies) {
        HostAndPort server = HostAndPort.of(uri);
        this.uri = uri;
        this.tls = "https".equalsIgnoreCase(uri.getScheme());
        this.host = server.host;
        this.port = server.port >= 0 ? server.port : tls ? HTTPS_PORT : HTTP_PORT;
        this.authority = server.port >= 0 ? server.hostInUri() + ':' + server.port : server.hostInUri();
        this.proxies = proxies;
    }

    /** The target in the request's first line. */
    String target(Proxy proxy) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
        return proxy.type() == Proxy.Type.HTTP && !tls ? "http://" + authority + target : target;
    }

    /** The host and port that a proxy connects to. */
    String hostAndPort() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }

    Proxy proxy() {
        ProxySelector selector = proxies == null ? proxiesOfTheJdk() : proxies;
        if (selector == null) {
            return Proxy.NO_PROXY;
        }
        List<Proxy> choice = selector.select(uri);
        return choice == null || choice.isEmpty() ? Proxy.NO_PROXY : choice.get(0);
    }

    /** The application may have installed a selector of its own. That is the application's code, so it is not asked. */
    private static ProxySelector proxiesOfTheJdk() {
        ProxySelector selector = ProxySelector.getDefault();
        return selector != null && selector.getClass().getClassLoader() == null ? selector : null;
    }

    /** The addresses to connect to, in the order in which to try them. */
    List<InetSocketAddress> addresses(Proxy proxy) throws IOException {
        if (proxy.type() != Proxy.Type.DIRECT) {
            InetSocketAddress address = (InetSocketAddress) proxy.address();
            return resolved(address.getHostString(), address.getPort());
        }
        return resolved(host, port);
    }

    private static List<InetSocketAddress> resolved(String host, int port) throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                addresses.add(new InetSocketAddress(address, port));
            }
        } catch (UnknownHostException e) {
            throw new UnknownHostException("unknown host " + host);
        }
        return addresses;
    }
}
