package io.sockspan.tcp;

/** Which side sent the reset that ended a connection. */
public enum ResetBy {
    LOCAL("local"),
    REMOTE("remote"),
    /** The connection was reset; the observations do not show by which side. */
    UNKNOWN("unknown");

    private final String label;

    ResetBy(String label) {
        this.label = label;
    }

    /** The value of {@code sockspan.reset.by}. */
    public String label() {
        return label;
    }
}
