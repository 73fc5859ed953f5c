package io.sockspan.bench.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** One direction as fast as it goes; an operation is a write of 64 KiB. */
final class Bulk implements Workload {
    private static final int BYTES = 64 * 1024;

    private final byte[] bytes = new byte[BYTES];
    private final Pair pair = new Pair();
    private final OutputStream out = pair.client.getOutputStream();

    Bulk(Latencies unused) throws IOException {
        pair.serve(Bulk::drain);
    }

    private static void drain(InputStream in, OutputStream unused) throws IOException {
        byte[] bytes = new byte[BYTES];
        while (in.read(bytes) >= 0) {
            // Only to make room.
        }
    }

    @Override
    public void once() throws IOException {
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        pair.close();
    }
}
