package io.sockspan.tcp;

/** The role of a socket. */
public enum Role {
    /** A descriptor that has neither connected nor listened yet. */
    UNCONNECTED("unconnected"),
    CLIENT("client"),
    SERVER("server"),
    LISTENER("listener");

    private final String label;

    Role(String label) {
        this.label = label;
    }

    /** The value of {@code sockspan.role}. */
    public String label() {
        return label;
    }
}
