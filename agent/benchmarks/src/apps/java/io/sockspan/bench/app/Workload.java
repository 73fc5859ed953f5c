package io.sockspan.bench.app;

import java.io.IOException;

/** Something to do over and over, on one thread. */
interface Workload {
    void once() throws IOException;

    /** Lets go of what it has opened. */
    void close() throws IOException;
}
