package io.sockspan.leak;

/**
 * Receives verdicts, in order, on the agent's thread. Each {@link #accused} is followed by at most one {@link #retracted} or
 * {@link #ended} with the same object.
 */
public interface VerdictListener {
    void accused(Verdict verdict);

    /** It ended well after all: the application read, connected, accepted or closed. */
    void retracted(Verdict verdict);

    /**
     * The verdict is over without being taken back: a graver one takes its place, or the garbage collector closed the socket that
     * the application had forgotten.
     */
    void ended(Verdict verdict);
}
