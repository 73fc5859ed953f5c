package io.sockspan.tcp;

/** How a transition is known. */
public enum Evidence {
    /** A JDK call entered or returned, which fixes the transition; its time is the call's own. */
    CALL("call"),
    /** The kernel said so when asked about the descriptor; it happened between two looks. */
    KERNEL("kernel"),
    /** {@code /proc/self/net/tcp} said so after the descriptor was gone. */
    PROC("proc"),
    /** Nobody saw it; the protocol leaves no other way. */
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
