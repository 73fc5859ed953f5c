package io.sockspan.real;

/** A server that runs beside tests, on a port of 127.0.0.1. */
final class TestServer implements AutoCloseable {
    /** Stops a server. */
    interface Stop {
        void run() throws Exception;
    }

    private final int port;
    private final Stop stop;

    TestServer(int port, Stop stop) {
        this.port = port;
        this.stop = stop;
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws Exception {
        stop.run();
    }
}
