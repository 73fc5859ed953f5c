package io.sockspan.kernel;

/** Receives the rows of {@code /proc/self/net/tcp} and {@code tcp6} one by one, on the thread that reads the files. */
public interface RowVisitor {
    /**
     * Whether the visitor wants a row. Only its endpoints and state are set when this is called, so that the rest of an unwanted row is not
     * parsed.
     */
    default boolean takes(Row head) {
        return true;
    }

    /** @param row reused for the next call; use {@link Row#copy()} to keep it */
    void row(Row row);
}
