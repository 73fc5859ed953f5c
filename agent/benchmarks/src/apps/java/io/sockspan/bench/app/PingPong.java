package io.sockspan.bench.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** 64 bytes there and back on a connection that stays open; an operation is a round trip. */
final class PingPong implements Workload {
    private static final int BYTES = 64;

    private final byte[] bytes = new byte[BYTES];
    private final Pair pair = new Pair();
    private final InputStream in = pair.client.getInputStream();
    private final OutputStream out = pair.client.getOutputStream();

    PingPong(Latencies unused) throws IOException {
        pair.serve(PingPong::echo);
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        byte[] bytes = new byte[BYTES];
        while (Pair.read(in, bytes)) {
            out.write(bytes);
        }
    }

    @Override
    public void once() throws IOException {
        out.write(bytes);
        if (!Pair.read(in, bytes)) {
            throw new IOException("the echo has ended");
        }
    }

    @Override
    public void close() throws IOException {
        pair.close();
    }
}
