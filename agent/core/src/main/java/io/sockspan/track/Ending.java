package io.sockspan.track;

/**
 * How a socket fails and ends. Most sockets that are open have none of it yet, so it is made when there is something to note. Times are
 * {@link System#nanoTime()}, or {@link #NOT_YET}. For the agent's thread.
 */
final class Ending {
    static final long NOT_YET = Long.MIN_VALUE;

    /** Value of {@code error.type} where the connect failed or the connection broke, else null. */
    String errorType;
    /** When its connect failed. */
    long failedAt = NOT_YET;
    /** When the application asked to close it. */
    long closingAt = NOT_YET;
    /** Whether its close can be told only when it is known when its FIN went, and whether one did before a reset. */
    boolean closeUndecided;
    /** Since when the recorder has said that the descriptor was released while the event has not come. */
    long releaseMissedSince = NOT_YET;
    /** When the descriptor was given back. */
    long releasedAt = NOT_YET;
}
