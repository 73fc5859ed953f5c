package io.sockspan.instrument.netty.shaded.unix;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The methods of Netty's class of that name that have hooks, in other packages, as in a relocated copy. */
public class FileDescriptor {
    private final int number;
    private boolean closed;

    public FileDescriptor(int number) {
        this.number = number;
    }

    public final int intValue() {
        return number;
    }

    public boolean isOpen() {
        return !closed;
    }

    protected boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    public void close() {
        markClosed();
    }

    public final int read(ByteBuffer to, int from, int until) throws IOException {
        if (until == 0) {
            throw new IOException("Connection reset by peer");
        }
        return -1;
    }
}
