package io.sockspan.config;

/** Of which sockets the opening stack is kept. */
public enum Stacks {
    /** Of all up to {@link Options#STACKS_RATE} a second, of a share above. */
    AUTO,
    ALWAYS,
    OFF
}
