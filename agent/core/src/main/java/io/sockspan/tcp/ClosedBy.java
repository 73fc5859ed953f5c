package io.sockspan.tcp;

/** Who ended a connection: the side that sent the first FIN, a reset, or the garbage collector. */
public enum ClosedBy {
    LOCAL("local"),
    REMOTE("remote"),
    RESET("reset"),
    GC("gc");

    private final String label;

    ClosedBy(String label) {
        this.label = label;
    }

    /** The value of {@code sockspan.closed_by}. */
    public String label() {
        return label;
    }
}
