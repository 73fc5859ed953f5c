package io.sockspan.it.app;

import java.io.Closeable;
import java.io.IOException;

/** One end of a connection, whatever API it is made with. */
public interface Line extends Closeable {
    void write(int b) throws Exception;

    /** One byte, or -1 at the end of the stream. */
    int read() throws Exception;

    int localPort() throws IOException;

    @Override
    void close() throws IOException;
}
