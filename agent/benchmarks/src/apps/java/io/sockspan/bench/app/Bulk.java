package io.sockspan.bench.app;

import java.io.IOException;

/** One direction in large pieces; an operation is 64 KiB, written at once and read. */
final class Bulk implements Workload {
    private static final int BYTES = 64 * 1024;

    private final byte[] bytes = new byte[BYTES];
    private final Pair pair = new Pair();

    Bulk(Latencies unused) throws IOException {}

    @Override
    public void once() throws IOException {
        pair.there(bytes);
    }

    @Override
    public void close() throws IOException {
        pair.close();
    }
}
