package io.sockspan.bootstrap;

/** What a call of the application on a socket has transferred. */
public enum Transfer {
    READ,
    WRITE,
    /** A read has returned the end of the stream. */
    END_OF_STREAM
}
