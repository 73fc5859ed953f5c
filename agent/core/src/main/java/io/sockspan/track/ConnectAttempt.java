package io.sockspan.track;

/** A connect that was entered and has not succeeded. For the agent's thread. */
final class ConnectAttempt {
    /** When it was entered. */
    final long enteredAt;
    /** Whether the application is inside a call that will tell how it went. */
    boolean insideCall = true;

    ConnectAttempt(long enteredAt) {
        this.enteredAt = enteredAt;
    }
}
