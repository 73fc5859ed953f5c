package io.sockspan.demo;

/** The command line does not make sense; the message says what, why, and what to do. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
