package io.sockspan.kernel;

/** Takes the rows of {@code /proc/self/net/tcp} and {@code tcp6} one by one. */
public interface RowVisitor {
    /**
     * @param row filled anew for each call; {@link Row#copy()} it to keep it
     */
    void row(Row row);
}
