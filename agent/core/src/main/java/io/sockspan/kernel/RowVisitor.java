package io.sockspan.kernel;

/** Takes the rows of {@code /proc/self/net/tcp} and {@code tcp6} one by one. */
public interface RowVisitor {
    /**
     * Whether the visitor takes a row of which the endpoints and the state are filled and nothing else yet. Where it takes few of many
     * thousands, the rest of the others need not be understood.
     */
    default boolean takes(Row head) {
        return true;
    }

    /**
     * @param row filled anew for each call; {@link Row#copy()} it to keep it
     */
    void row(Row row);
}
