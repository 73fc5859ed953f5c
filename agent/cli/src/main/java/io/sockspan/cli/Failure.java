package io.sockspan.cli;

/** What was asked for cannot be done; the message says in one line why, and what to do about it. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        // Nobody is shown a stack trace.
        super(message, null, false, false);
    }
}
