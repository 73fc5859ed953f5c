package io.sockspan.soak;

/** Where the server is: what the script has reserved for it. Immutable. */
final class Address {
    static final String HOST = "localhost";

    final int port;
    /** {@code http} or {@code https}. */
    final String scheme;
    /** An empty directory for what a server stores; it holds the file {@code big} that web servers send. */
    final String directory;

    Address(int port, String scheme, String directory) {
        this.port = port;
        this.scheme = scheme;
        this.directory = directory;
    }

    String hostAndPort() {
        return HOST + ":" + port;
    }

    String url(String path) {
        return scheme + "://" + hostAndPort() + path;
    }
}
