package io.sockspan.bench.app;

import java.io.IOException;

/** 64 bytes there and back on a connection that stays open; an operation is a round trip: two writes and two reads. */
final class PingPong implements Workload {
    private static final int BYTES = 64;

    private final byte[] bytes = new byte[BYTES];
    private final Pair pair = new Pair();

    PingPong(Latencies unused) throws IOException {}

    @Override
    public void once() throws IOException {
        pair.there(bytes);
        pair.back(bytes);
    }

    @Override
    public void close() throws IOException {
        pair.close();
    }
}
