package io.sockspan.cli;

/** The command cannot do what was requested; the message says in one line why, and what to do about it. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        // The stack trace is never printed.
        super(message, null, false, false);
    }
}
