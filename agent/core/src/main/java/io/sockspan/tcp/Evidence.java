package io.sockspan.tcp;

/** The source of a transition. */
public enum Evidence {
    /** The entry or return of a JDK call implies the transition. Its time is the time of the call. */
    CALL("call"),
    /** A query of the descriptor showed the new state. The transition happened between two observations. */
    KERNEL("kernel"),
    /** {@code /proc/self/net/tcp} showed the new state after the descriptor was released. */
    PROC("proc"),
    /** No observation showed the transition, but TCP allows no other path between the observed states. */
    INFERRED("inferred");

    private final String label;

    Evidence(String label) {
        this.label = label;
    }

    /** The value of {@code sockspan.evidence}. */
    public String label() {
        return label;
    }
}
