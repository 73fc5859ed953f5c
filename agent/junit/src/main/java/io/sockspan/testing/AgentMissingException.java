package io.sockspan.testing;

/** The agent does not run in this JVM and cannot attach to it. The message says why, and what to do. */
public final class AgentMissingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public AgentMissingException(String message) {
        super(message);
    }
}
